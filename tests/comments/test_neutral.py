"""Characters that act on the text around them are not shown; what was typed stays as typed."""

import unicodedata
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from gloss.comments import neutral
from gloss.comments.models import State
from gloss.comments.neutral import MOST_MARKS
from gloss.comments.rendering import body_html
from tests.cast import Visitor, an_article
from tests.comments.forest import Seed, decide, grow

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = "\u200b\u2060\u2063\ufeff\u00ad\u034f\u3164\uffa0\u115f\U000e0041"
ZALGO = "e" + "\u0301\u0323\u0489" * 3_000
UNCHANGED = [
    "Tiếng Việt: nguyễn",
    unicodedata.normalize("NFD", "Tiếng Việt: nguyễn"),
    "بِسْمِ ٱللَّهِ",
    "בְּרֵאשִׁ֖ית",
    "می\u200cخواهم",
    "क्\u200dष हिन्दी",
    "👩\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "שלום\u200f!",
    "ภาษาไทยที่นี่",
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_every_language_reads_as_it_was_typed(text: str) -> None:
    assert neutral.neutral(text) == text
    assert text in body_html(text)


@pytest.mark.parametrize("character", OVERRIDES + UNSEEN)
def test_what_turns_words_round_or_is_not_seen_is_taken_out(character: str) -> None:
    assert neutral.neutral(f"a{character}b") == "ab"
    for typed in (f"a{character}b", f"a&#{ord(character)};b", f"a&#x{ord(character):x};b"):
        assert body_html(typed) == "<p>ab</p>\n"


def test_marks_are_stacked_no_higher_than_a_language_does() -> None:
    assert neutral.neutral(ZALGO) == ZALGO[: 1 + MOST_MARKS]
    assert neutral.neutral("e" + "\u0301\u200d" * 50).count("\u0301") == MOST_MARKS
    assert body_html(ZALGO[:5_000]).count("\u0301") <= MOST_MARKS


@given(st.text())
def test_what_is_neutral_stays_as_it_is(text: str) -> None:
    once = neutral.neutral(text)
    assert neutral.neutral(once) == once
    assert not set(once) & set(OVERRIDES)


@pytest.mark.parametrize(
    "name", ["\u3164", "\u2800", "\u200b\u200d", "\u202e", "\u00ad \u2060", "\u200f"]
)
def test_a_name_that_shows_nothing_is_none(
    client: FlaskClient, content_dir: Path, name: str
) -> None:
    an_article(content_dir)
    page = Visitor(client, name=name).sends()
    assert page.status_code == 422
    assert "There is nothing to read in this yet." in page.text


def test_a_name_is_kept_as_typed_and_shown_on_one_line_wherever_it_stands(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    name = "\u202eEve\u2028 B\u0301\u0301\u0301\u0301\u0301\u0301\u200f"
    shown = "Eve B\u0301\u0301\u0301\u0301"
    comment = Visitor(client, name=name).posted(f"{OVERRIDES}Words.")
    assert comment.author_name == name
    assert comment.text == f"{OVERRIDES}Words."
    decide(comment.id, State.APPROVED)
    for address in ("", "/comments/feed.atom", f"/comments/{comment.id}/reply", "/comments/newest"):
        page = client.get(f"/articles/tides{address}").text
        assert shown in page
        assert not set(page) & set(OVERRIDES)


def test_ten_thousand_marks_break_no_page(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    grow([Seed(text=ZALGO)])
    assert client.get("/articles/tides").text.count("\u0301") <= 2 * MOST_MARKS  # JSON-LD, too
