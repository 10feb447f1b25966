"""Six glyphs at random heights, each touching the next: people read them, scripts mostly do not.

On one line, what people can read machines read too. Higher and lower, near enough to touch and
joined by a line as thick as a stroke, glyphs are hard to cut apart, and nothing reads them whole.
"""

from pathlib import Path
from random import SystemRandom

from captcha.image import ImageCaptcha
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 340, 180  # pixels
MARGIN = 4  # pixels that stay free of glyphs at each edge
STEP = 0.82  # of a glyph's width; so far after it starts the next one
RISE = (0.3, 0.75)  # of a glyph's height; so far it lies above or below the one before
LEAST_WIDTH, LEAST_HEIGHT = 36, 62  # pixels; smaller ones people misread
EMBOLDENED = 3  # a pixel on each side: then the lines across a glyph do not change what it is
FONTS = sorted((Path(__file__).parent / "fonts").glob("*.[ot]tf"))
FONT_SIZES = (62, 66, 70, 74)  # pixels

Stair = tuple[Image.Image, tuple[int, int]]  # a glyph as a mask, and its upper left corner

_random = SystemRandom()


def staircase(answer: str) -> list[Stair]:
    """Return the glyphs of ``answer`` in its order from left to right, inside the picture."""
    glyphs = _fitting([_pen.glyph(character) for character in answer])
    left = MARGIN + _random.uniform(0, WIDTH - 2 * MARGIN - _width(glyphs))
    stairs: list[Stair] = []
    for glyph in glyphs:
        stairs.append((glyph, (int(left), _top(glyph, stairs))))
        left += STEP * glyph.width
    return stairs


class _Pen(ImageCaptcha):
    """The library's way to draw one character, turned, warped and cut out."""

    character_rotate = (-25, 25)
    character_warp_dx = (0.0, 0.08)
    character_warp_dy = (0.0, 0.08)
    _canvas = ImageDraw.Draw(Image.new("L", (1, 1)))  # only asked how large a text would be

    def glyph(self, character: str) -> Image.Image:
        """Return ``character`` as a bold mask without empty edges."""
        mask = self._draw_character(character, self._canvas, (255, 255, 255)).getchannel("A")
        mask = mask.crop(mask.getbbox())
        scale = max(LEAST_WIDTH / mask.width, LEAST_HEIGHT / mask.height, 1)
        return _scaled(mask, scale).filter(ImageFilter.MaxFilter(EMBOLDENED))


_pen = _Pen(WIDTH, HEIGHT, [str(font) for font in FONTS], FONT_SIZES)


def _fitting(glyphs: list[Image.Image]) -> list[Image.Image]:
    """Make all glyphs smaller where they are too wide for the picture: six times M."""
    scale = (WIDTH - 2 * MARGIN) / _width(glyphs)
    if scale >= 1:
        return glyphs
    return [_scaled(glyph, scale) for glyph in glyphs]


def _scaled(glyph: Image.Image, scale: float) -> Image.Image:
    return glyph.resize((int(glyph.width * scale), int(glyph.height * scale)))


def _width(glyphs: list[Image.Image]) -> float:
    return STEP * sum(glyph.width for glyph in glyphs[:-1]) + glyphs[-1].width


def _top(glyph: Image.Image, before: list[Stair]) -> int:
    """Choose how high ``glyph`` lies: the first anywhere, the others a step up or down."""
    tops = range(MARGIN, HEIGHT - MARGIN - glyph.height + 1)
    if not before:
        return _random.choice(tops)
    least, most = (share * glyph.height for share in RISE)
    _, (_, previous) = before[-1]
    near = [top for top in tops if least <= abs(top - previous) <= most]
    return _random.choice(near or tops)  # a very tall glyph may have no room for a step
