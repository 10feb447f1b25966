"""Draws what other sites show beside a link to an article: its title and the site's, on paper."""

from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from unicodedata import bidirectional, category, normalize

from PIL import Image, ImageDraw, ImageFont, features
from PIL.ImageFont import FreeTypeFont

from gloss import captcha

VERSION = 1  # raise it whenever the same words would give another picture
WIDTH, HEIGHT = 1200, 630  # pixels, as Facebook, X, LinkedIn and others want it
MARGIN = 80
BAND = 16  # pixels, along the upper edge
FOOT = 120  # pixels, for the site's title
PAPER, INK, RULE = "#fcfbf8", "#1f1c18", "#ddd7cb"  # as in static/site.css
TITLE_SIZES = (80, 68, 58, 50)  # pixels; the largest at which the title fits
SITE_SIZE = 32
LEADING = 1.2
MOST_CHARACTERS = 300  # of a title; more cannot be read in a small picture
FONTS = Path(captcha.__file__).parent / "fonts"  # its README names their licences
SERIF, SANS = "DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf"
TRIED_SIZE = 16  # pixels; enough to tell a glyph from the box for a missing one
MISSING = "\U0010ffff"  # no font has it
DISPENSABLE = frozenset({"Cf", "Sk", "So"})  # format characters and symbols
RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Dress(NamedTuple):
    """What all pictures of a site have in common."""

    title: str  # of the site
    host: str  # of its address, for a title that cannot be drawn either
    accent: str  # as CSS writes it: #0b4f4c


def draw(title: str, dress: Dress) -> bytes:
    """Draw the picture of an article.

    A title in a script that the fonts do not have is left out; then the site's stands there.

    :param title: of an article; empty for a picture of the site alone.
    :returns: a PNG of ``WIDTH`` × ``HEIGHT`` pixels, some 30 kB.
    """
    above, below = [*filter(None, map(_drawable, (title, dress.title))), dress.host, ""][:2]
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, BAND), fill=dress.accent)
    _write_title(pen, above)
    if below:
        _write_foot(pen, below, dress.accent)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def font_for(text: str) -> str | None:
    """Name the font that has a glyph for every character of ``text``, if one has."""
    return next((font for font in (SERIF, SANS) if all(_has(font, c) for c in text)), None)


def _drawable(text: str) -> str:
    """Return ``text`` without emoji and the like; nothing if it has letters that no font has."""
    composed = normalize("NFC", text)[:MOST_CHARACTERS]
    known = "".join(c for c in composed if font_for(c) or category(c) not in DISPENSABLE).strip()
    return known if font_for(known) else ""


@lru_cache(4096)
def _has(font: str, character: str) -> bool:
    if bidirectional(character) in RIGHT_TO_LEFT and not features.check("raqm"):
        return False  # letters would stand apart, in the wrong order
    if character.isspace():
        return True
    face = _face(font, TRIED_SIZE)
    return bytes(face.getmask(character)) != bytes(face.getmask(MISSING))


@cache
def _face(font: str, size: int) -> FreeTypeFont:
    return ImageFont.truetype(FONTS / font, size)


def _write_title(pen: ImageDraw.ImageDraw, text: str) -> None:
    """Write ``text`` as large as it fits; what does not fit at the smallest size is cut."""
    font = font_for(text) or SANS
    for size in TITLE_SIZES:
        face, room = _face(font, size), int((HEIGHT - FOOT - 1.5 * MARGIN) / (size * LEADING))
        lines = list(_lines(text, face))
        if len(lines) <= room:
            break
    else:
        lines = [*lines[: room - 1], f"{lines[room - 1][:-1]}…"]
    for number, line in enumerate(lines):
        _write_line(pen, line, MARGIN + number * round(size * LEADING), face)


def _write_foot(pen: ImageDraw.ImageDraw, text: str, ink: str) -> None:
    pen.line((MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT), fill=RULE, width=2)
    face = _face(font_for(text) or SANS, SITE_SIZE)
    line = next(_lines(text, face))
    _write_line(pen, line, HEIGHT - FOOT + SITE_SIZE, face, ink)


def _write_line(
    pen: ImageDraw.ImageDraw, line: str, top: int, face: FreeTypeFont, ink: str = INK
) -> None:
    """Write ``line`` from the side on which its script starts."""
    directions = (bidirectional(c) for c in line)
    if next((d for d in directions if d in RIGHT_TO_LEFT | {"L"}), "L") == "L":
        pen.text((MARGIN, top), line, ink, face)
    else:
        pen.text((WIDTH - MARGIN, top), line, ink, face, anchor="ra")


def _lines(text: str, face: FreeTypeFont) -> Iterator[str]:
    """Break ``text`` between words, and within a word that is wider than the picture."""
    line = ""
    for word in text.split():
        for part in _parts(word, face):
            longer = f"{line} {part}".strip()
            if _fits(longer, face):
                line = longer
            else:
                yield line
                line = part
    yield line


def _parts(word: str, face: FreeTypeFont) -> Iterator[str]:
    while not _fits(word, face):
        end = next(end for end in range(len(word) - 1, 0, -1) if _fits(word[:end], face))
        yield word[:end]
        word = word[end:]
    yield word


def _fits(text: str, face: FreeTypeFont) -> bool:
    return face.getlength(text) <= WIDTH - 2 * MARGIN
