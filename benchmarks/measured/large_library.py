"""Libraries far larger than most: starts, memory, changes, first views, and lists."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from benchmarks import data, libraries, rendering, sites
from benchmarks.figures import Figure, Measurement, Row, absolute, at_most
from benchmarks.pages import fetched
from benchmarks.scale import Scale
from gloss.settings import Settings
from tests.server import eventually

SMALL_LIBRARY = 100
SHORT = 2  # paragraphs
LISTS = {"home page": "/", "tag page": f"/tags/{data.TAGS[0]}"}


class Library:
    """The rows of one library."""

    def __init__(self, name: str) -> None:
        self.first_start = Row(f"{name}: seconds of a start with nothing kept", at_most(10))
        self.later_start = Row(f"{name}: seconds of a start with nothing changed", at_most(1.5))
        self.memory = Row(f"{name}: megabytes of a process", at_most(300))
        self.change = Row(f"{name}: seconds until a changed file shows", at_most(2))
        self.first_view = Row(f"{name}: milliseconds of a first view, median", at_most(40))
        self.lists = {
            page: Row(f"{name}: {page} rendered anew ÷ with 100 articles", at_most(1.2))
            for page in LISTS
        }

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them, as they are measured."""
        starts = (self.first_start, self.later_start, self.memory)
        return (*starts, self.change, self.first_view, *self.lists.values())


LARGE = Library("14,000 articles")
HUGE = Library("100,000 short articles")


def large(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Measure articles of usual length."""
    number = scale.large_library
    yield from _measured(LARGE, sites.prepared(folder, articles=number), number, scale)


def huge(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Measure short articles."""
    number = scale.huge_library
    settings = sites.prepared(folder)
    data.write_articles(settings.content_dir, number, SHORT)
    yield from _measured(HUGE, settings, number, scale)


def _measured(library: Library, settings: Settings, number: int, scale: Scale) -> Iterator[Figure]:
    yield from _starts(library, settings, scale)
    with sites.served(settings) as gloss:
        change = partial(_seconds_until_changed, gloss.address, settings)
        yield absolute(library.change, change, scale.build_rounds)
        places = Random(number).sample(range(number), scale.first_views)  # noqa: S311 (no secret)
        views = [_milliseconds(f"{gloss.address}/articles/{data.slug(p)}") for p in places]
        yield absolute(library.first_view, partial(median, views), 1)
    small = sites.prepared(settings.instance_dir / "small", articles=SMALL_LIBRARY)
    for page, row in library.lists.items():
        yield rendering.compared_at(LISTS[page], row, settings, small, scale)


def _starts(library: Library, settings: Settings, scale: Scale) -> Iterator[Figure]:
    """Measure processes that list all articles and end."""
    content, folder = settings.content_dir, settings.instance_dir / "starts"
    first = [libraries.read_first(content, folder) for _ in range(scale.build_rounds)]
    later = [libraries.read_again(content, folder) for _ in range(scale.build_rounds)]
    yield Figure(library.first_start, tuple(used.seconds for used in first), "")
    yield Figure(library.later_start, tuple(used.seconds for used in later), "")
    yield Figure(library.memory, tuple(used.megabytes for used in first), "at most, when indexing")


def _seconds_until_changed(address: str, settings: Settings) -> float:
    """Change an article, and ask for it until it shows the change."""
    file = settings.content_dir / f"{sites.ARTICLE_ID}.md"
    mark = f"Changed at {time.monotonic_ns()}."
    file.write_text(f"{file.read_text()}\n{mark}\n")
    began = time.perf_counter()
    eventually(lambda: mark.encode() in fetched(address + sites.ARTICLE).body)
    return time.perf_counter() - began


def _milliseconds(url: str) -> float:
    began = time.perf_counter()
    fetched(url)
    return (time.perf_counter() - began) * 1000


MEASUREMENTS = (Measurement(LARGE.rows, large), Measurement(HUGE.rows, huge))
