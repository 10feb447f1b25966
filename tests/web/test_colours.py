"""Colours: all text can be read, and an accent of the publisher's that could not is refused."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from gloss.colours import DARK, LIGHT, Colours, contrast
from gloss.settings import Settings, SettingsError
from gloss.site import Site
from tests.conftest import SITE

SHEET = (Path(__file__).parents[2] / "static" / "site.css").read_text()
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def a_site(tmp_path: Path, lines: str) -> Site:
    file = tmp_path / "site.toml"
    file.write_text(f"[colours]\n{lines}\n")
    return Site.read(file)


def test_our_own_colours_are_those_of_the_style_sheet() -> None:
    light, dark = SHEET.split("prefers-color-scheme: dark", 1)
    ours = Colours()
    for part, accent, beside in ((light, ours.accent, LIGHT), (dark, ours.accent_dark, DARK)):
        found = {
            name: re.search(rf"--{name}: (#\w+);", part) for name in ("paper", "tint", "accent")
        }
        assert [match and match[1] for match in found.values()] == [
            beside["paper"],
            beside["sheet"],
            accent,
        ]


@pytest.fixture
def _violet(settings: Settings) -> None:
    """Set an accent, before the site starts."""
    settings.site_file.write_text(f"{SITE}[colours]\naccent = '#7A1FA2'\n")


@pytest.mark.usefixtures("_violet")
def test_an_accent_of_ones_own_reaches_every_page(client: FlaskClient) -> None:
    address = re.search(r'href="(/accent\.css\?v=\w+)"', client.get("/tags/").text)
    assert address is not None
    sheet = client.get(address[1])
    assert "--accent: #7a1fa2;" in sheet.text
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]


def test_without_one_there_is_no_second_sheet(client: FlaskClient) -> None:
    assert "accent.css" not in client.get("/tags/").text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("accent = '#888888'", "has a contrast of 3.43 to the paper .* choose a darker colour"),
        ("accent_dark = '#555555'", "to the paper .* choose a lighter colour"),
        ("accent = 'red'", "colours.accent"),
        ("accent = '#12345'", "colours.accent"),
        ("accent = '#000000;} body{'", "colours.accent"),
        ("acent = '#000000'", "colours.acent"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_at_start(
    tmp_path: Path, lines: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        a_site(tmp_path, lines)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001
    assert round(contrast("#000000", "#ffffff"), 3) == 21


def scheme(name: str) -> dict[str, str]:
    """Return the colours of the style sheet, ``light`` or ``dark``, by the names of its tokens."""
    roots = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+);", root)) for root in roots[:2])
    return light if name == "light" else light | dark


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_and_all_code_can_be_read_in_either_scheme(name: str) -> None:
    colours = {token: whole(colour) for token, colour in scheme(name).items()}
    pairs = [
        (text, ground)
        for text in ("ink", "muted", "accent", "good", "warn", "bad")
        for ground in ("paper", "tint")  # code stands on the tint
    ]
    pairs += [("ink", "mark"), ("on-accent", "accent")]
    rated = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in rated.items() if ratio < 7} == {}
    assert contrast(colours["line"], colours["paper"]) >= 3


def whole(colour: str) -> str:
    """Write ``#fff`` as ``#ffffff``."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
