"""Drawing: a staircase of glyphs, crossed by lines, light on dark.

Source: ``benchmarks/captcha`` measures which machines read it.
"""

from io import BytesIO
from math import pi, sin
from random import SystemRandom

from captcha.image import ImageCaptcha
from PIL import Image, ImageDraw, ImageFilter

from gloss.captcha.staircase import HEIGHT, WIDTH, staircase

GROUND, INK = 0, 255  # a pixel before it gets its colour; between them lie softened edges
LINE_WIDTH = 6  # pixels; as thick as a stroke, so that removing it removes strokes
CUT_WIDTH = 4  # pixels; people complete the stroke
LINES_TRIED = 2  # of which the one that crosses more ink is drawn
CURVES, DOTS = 2, 60
INK_CHANNEL = (170, 255)  # the darkest of these inks on the lightest ground has 7.1:1
GROUND_CHANNEL = (0, 30)
SHADES = 16  # from the ground to the ink: what a PNG of 4 bits a pixel can hold

Line = list[tuple[int, float]]
Colour = tuple[int, int, int]

_random = SystemRandom()


def draw(answer: str) -> bytes:
    """Draw ``answer``; everything else about the picture is chance.

    :returns: a PNG of ``WIDTH`` × ``HEIGHT`` pixels in 16 colours without metadata: 4 to 7 kB.
    """
    picture = Image.new("L", (WIDTH, HEIGHT), GROUND)
    for glyph, corner in staircase(answer):
        picture.paste(INK, corner, glyph)
    pen = ImageDraw.Draw(picture)
    pen.line(_crossing(picture), fill=INK, width=LINE_WIDTH, joint="curve")
    pen.line(_crossing(picture), fill=GROUND, width=CUT_WIDTH, joint="curve")
    return _png(_strewn(picture).filter(ImageFilter.SMOOTH))


def _crossing(picture: Image.Image) -> Line:
    """Make a line that runs through glyphs and not beside them."""
    lines = [_wave() for _ in range(LINES_TRIED)]
    return max(lines, key=lambda line: _ink_under(line, picture))


def _wave() -> Line:
    """Make a line from edge to edge, smooth, so that the eye can follow it through glyphs."""
    middle = _random.uniform(0.15, 0.85) * HEIGHT
    height = _random.uniform(0.08, 0.3) * HEIGHT
    length, start = _random.uniform(0.6, 1.2) * WIDTH, _random.uniform(0, 2 * pi)
    return [
        (x, middle + height * sin(start + 2 * pi * x / length)) for x in range(-4, WIDTH + 8, 4)
    ]


def _ink_under(line: Line, picture: Image.Image) -> int:
    inside = [(x, int(y)) for x, y in line if 0 <= x < WIDTH and 0 <= y < HEIGHT]
    return sum(picture.getpixel(point) == INK for point in inside)


def _strewn(picture: Image.Image) -> Image.Image:
    """Strew the library's curves and dots over ``picture``."""
    ink = (INK, INK, INK)
    strewn = picture.convert("RGB")
    for _ in range(CURVES):
        ImageCaptcha.create_noise_curve(strewn, ink)
    ImageCaptcha.create_noise_dots(strewn, ink, width=2, number=DOTS)
    return strewn.getchannel(0)


def _png(picture: Image.Image) -> bytes:
    """Write a picture of ink in two colours and what lies between."""
    shaded = picture.point([value * SHADES // 256 for value in range(256)])
    shaded.putpalette(_palette(_colour(GROUND_CHANNEL), _colour(INK_CHANNEL)))
    file = BytesIO()
    shaded.save(file, "PNG", bits=4)
    return file.getvalue()


def _colour(channel: tuple[int, int]) -> Colour:
    red, green, blue = (_random.randint(*channel) for _ in range(3))
    return red, green, blue


def _palette(ground: Colour, ink: Colour) -> list[int]:
    shares = [shade / (SHADES - 1) for shade in range(SHADES)]
    return [
        round(dark + share * (light - dark))
        for share in shares
        for dark, light in zip(ground, ink, strict=True)
    ]
