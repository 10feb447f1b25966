"""The first page of a very long thread beside that of a short one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import rendering, sites
from benchmarks.figures import Figure, Measurement, Row, at_most, compared
from benchmarks.scale import Scale

SHORT_THREAD = 10
FIRST_PAGE = Row("first page rendered anew: with 10,000 comments ÷ with 10", at_most(1.5))


def long_thread(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the processor time of rendering an article with its first comments."""
    long = sites.prepared(folder / "long", comments=scale.long_thread)
    short = sites.prepared(folder / "short", comments=SHORT_THREAD)
    with rendering.page(long) as many, rendering.page(short) as few:
        yield compared(
            FIRST_PAGE,
            partial(many.render_seconds, scale.renders),
            partial(few.render_seconds, scale.renders),
            scale.rounds,
        )


MEASUREMENTS = (Measurement((FIRST_PAGE,), long_thread),)
