"""The first page of a very long thread beside that of a short one."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import rendering, sites
from benchmarks.figures import Figure, Measurement, Row, at_most
from benchmarks.scale import Scale

SHORT_THREAD = 10
FIRST_PAGE = Row("first page rendered anew: with 10,000 comments ÷ with 10", at_most(1.5))


def long_thread(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the processor time of rendering an article with its first comments."""
    long = sites.prepared(folder / "long", comments=scale.long_thread)
    short = sites.prepared(folder / "short", comments=SHORT_THREAD)
    yield rendering.compared_at(sites.ARTICLE, FIRST_PAGE, long, short, scale)


MEASUREMENTS = (Measurement((FIRST_PAGE,), long_thread),)
