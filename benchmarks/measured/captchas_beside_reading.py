"""Readers while others have captchas drawn and spoken without pause."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import load, sites
from benchmarks.figures import Figure, Measurement, Row, at_most, compared
from benchmarks.load import Target
from benchmarks.scale import Scale

PICTURES = 2  # clients who ask for a picture as soon as they have one
SOUNDS = 4
P99 = Row("article page: p99 while pictures and sounds are made ÷ p99 without", at_most(3))


def captchas_beside_reading(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the slowest hundredth of answers, with limits off for everybody."""
    with sites.served(sites.prepared(folder)) as gloss:
        page = Target(gloss.address + sites.ARTICLE, (gloss.process.pid,))

        def alone() -> float:
            return load.read(page, scale.seconds).p99_seconds

        def beside_captchas() -> float:
            picture = f"{page.url}/captcha"
            with (
                load.without_pause(picture, PICTURES),
                load.without_pause(f"{picture}/sound", SOUNDS),
            ):
                load.read(page, load.WARM_UP_SECONDS)
                return load.read(page, scale.seconds).p99_seconds

        load.read(page, load.WARM_UP_SECONDS)
        yield compared(P99, beside_captchas, alone, scale.rounds)


MEASUREMENTS = (Measurement((P99,), captchas_beside_reading),)
