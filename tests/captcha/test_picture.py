"""The picture: legible by construction, kept per challenge, and silent about its answer."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
from flask import Flask
from PIL import Image

from benchmarks.captcha.drawing import contrast
from gloss.captcha import challenge, drawing, picture
from gloss.captcha import staircase as staircases
from gloss.captcha.answers import LETTERS
from gloss.captcha.challenge import Challenge
from gloss.captcha.child import Child
from gloss.captcha.drawing import draw
from gloss.captcha.kept import Kept
from gloss.captcha.picture import picture_of
from gloss.captcha.staircase import FONTS, HEIGHT, MARGIN, STEP, WIDTH, staircase
from gloss.clock import now

ANSWERS = [LETTERS[n:] + LETTERS[:n] for n in range(len(LETTERS))] * 3
HARDEST = ["MMMMMM", "LLLLLL", "TTTTTT", "HMRKXM"] * 5
SIX = [answer[:6] for answer in ANSWERS] + HARDEST


def issued() -> Challenge:
    return challenge.issue("tides", "comment", now())


@pytest.mark.parametrize("answer", SIX)
def test_glyphs_stand_inside_in_order_and_not_on_top_of_each_other(answer: str) -> None:
    stairs = staircase(answer)
    assert len(stairs) == 6
    for glyph, (left, top) in stairs:
        assert left >= MARGIN
        assert left + glyph.width <= WIDTH - MARGIN
        assert top >= MARGIN
        assert top + glyph.height <= HEIGHT - MARGIN
    for (glyph, (left, _)), (_, (next_left, _)) in pairwise(stairs):
        assert next_left >= left + STEP * glyph.width - 1


def test_a_glyph_too_tall_for_a_step_stands_inside_all_the_same() -> None:
    tall = Image.new("L", (40, 150))
    top = staircases._top(tall, [(tall, (MARGIN, MARGIN + 11))])
    assert MARGIN <= top <= HEIGHT - MARGIN - tall.height


@pytest.mark.parametrize("answer", SIX)
def test_a_picture_is_small_and_stands_out(answer: str) -> None:
    png = draw(answer)
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png) <= 25_000
    assert contrast(png) >= 7


def test_the_least_contrast_that_chance_can_choose_is_enough() -> None:
    ground, ink = (drawing.GROUND_CHANNEL[1],) * 3, (drawing.INK_CHANNEL[0],) * 3
    image = Image.new("P", (1, 1))
    image.putpalette(drawing._palette(ground, ink))
    file = BytesIO()
    image.save(file, "PNG")
    assert contrast(file.getvalue()) >= 7


def test_neither_bytes_nor_metadata_tell_the_answer() -> None:
    """Case 6."""
    for answer in SIX:
        png = draw(answer)
        assert answer.encode() not in png
        assert Image.open(BytesIO(png)).info == {}
        chunks = {kind for kind in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf") if kind in png}
        assert not chunks


def test_two_drawings_of_one_answer_differ() -> None:
    assert draw("CEHKLM") != draw("CEHKLM")


def test_one_challenge_keeps_one_picture(signing: Flask) -> None:
    shown = issued()
    again = challenge.read(shown.token, "tides", "comment", now())
    assert picture_of(shown) == picture_of(again)
    assert picture_of(shown) != picture_of(issued())


def test_a_picture_that_many_ask_for_at_once_is_one_picture(signing: Flask) -> None:
    shown = issued()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(picture_of, [shown] * 8))) == 1


def test_memory_is_bounded_and_the_least_used_makes_room() -> None:
    """Case 16: a flood of challenges."""
    kept = Kept(2)
    for key in ("one", "two"):
        kept.keep(key, key.encode())
    assert kept.get("one") == b"one"
    kept.keep("three", b"three")
    assert [kept.get(key) for key in ("one", "two", "three")] == [b"one", None, b"three"]


def test_fonts_come_with_the_project_and_with_their_licences() -> None:
    readme = (FONTS[0].parent / "README.md").read_text()
    assert len(FONTS) == 8
    for font in FONTS:
        assert f"`{font.name}`" in readme
    for licence in FONTS[0].parent.glob("LICENSE-*"):
        assert f"`{licence.name}`" in readme


def test_a_picture_is_drawn_here_when_no_child_can(
    signing: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(picture, "_painter", Child(["-c", ""], patience_seconds=10))
    shown = challenge.issue("tides", "comment", now())
    assert picture_of(shown).startswith(b"\x89PNG")
    assert len(caplog.records) == 1
