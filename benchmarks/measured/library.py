"""Reading a whole library for the first time, beside programs that build all pages of it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import data, libraries
from benchmarks.figures import Figure, Measure, Measurement, Row, at_least, compared
from benchmarks.peers import hugo, pelican
from benchmarks.scale import Scale

HUGO = Row("Hugo's build of 10,000 articles ÷ Gloss's first reading of them", at_least(3))
PELICAN = Row("Pelican's build of 1,000 articles ÷ Gloss's first reading of them", at_least(10))

Build = Callable[[Path], float]  # from a folder of articles to seconds of processor time


def beside_hugo(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare with Hugo."""
    build = partial(hugo.build_seconds, folder=folder / "hugo")
    yield _compared(HUGO, build, scale.hugo_articles, scale, folder)


def beside_pelican(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare with Pelican."""
    build = partial(pelican.build_seconds, folder=folder / "pelican", installs=scale.installs)
    yield _compared(PELICAN, build, scale.pelican_articles, scale, folder)


def _compared(row: Row, build: Build, articles: int, scale: Scale, folder: Path) -> Figure:
    data.write_articles(folder / "empty", 0)
    data.write_articles(folder / "content", articles)
    read = partial(libraries.reading_seconds, folder=folder / "gloss")
    theirs, ours = _without_start(build, folder), _without_start(read, folder)
    return compared(row, theirs, ours, scale.build_rounds)


def _without_start(build: Build, folder: Path) -> Measure:
    """Measure what the articles cost: the same for an empty library is taken off."""
    return lambda: build(folder / "content") - build(folder / "empty")


MEASUREMENTS = (Measurement((HUGO,), beside_hugo), Measurement((PELICAN,), beside_pelican))
