"""Measure what a picture costs and how it stands out: ``python -m benchmarks.captcha.drawing``."""

import sys
import time
from io import BytesIO
from random import SystemRandom

from PIL import Image

from gloss.captcha.answers import LENGTH, LETTERS
from gloss.captcha.drawing import SHADES, draw

PICTURES = 200


def main(pictures: int) -> None:
    """Print CPU, size and contrast of ``pictures`` fresh pictures."""
    answers = ["".join(SystemRandom().choices(LETTERS, k=LENGTH)) for _ in range(pictures)]
    draw(answers[0])  # the first loads the fonts
    started = time.process_time()
    drawn = [draw(answer) for answer in answers]
    cpu_ms = (time.process_time() - started) / pictures * 1000
    contrasts = [contrast(png) for png in drawn]
    print(f"{pictures} pictures: {cpu_ms:.1f} ms of CPU each (bound 30)")
    print(f"at most {max(map(len, drawn)) / 1000:.1f} kB (bound 25)")
    print(f"contrast at least {min(contrasts):.1f}:1 (bound 7)")


def contrast(png: bytes) -> float:
    """Return the contrast of ink on ground (WCAG 2.2, relative luminance)."""
    palette = Image.open(BytesIO(png)).getpalette() or []
    ground, ink = palette[:3], palette[3 * (SHADES - 1) : 3 * SHADES]
    return (luminance(ink) + 0.05) / (luminance(ground) + 0.05)


def luminance(colour: list[int]) -> float:
    """Return the relative luminance of an sRGB colour, from 0 to 1."""
    shares = [channel / 255 for channel in colour]
    red, green, blue = (
        s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB)
        for s in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
