"""What a site with ten times the articles and ten times the comments costs, beside today's."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import data, libraries, load, processor, rendering, sites, submissions
from benchmarks.figures import Figure, Measurement, Row, at_most, compared
from benchmarks.load import Target
from benchmarks.scale import Scale
from gloss.settings import Settings
from tests.server import Server

MOST = at_most(1.2)
PAGES = {"article": sites.ARTICLE, "home page": "/", "tag page": f"/tags/{data.TAGS[0]}"}
KEPT = {page: Row(f"ten times the site: {page}, kept", MOST) for page in PAGES}
RENDERED = {page: Row(f"ten times the site: {page}, rendered anew", MOST) for page in PAGES}
POST = Row("ten times the site: posting a comment", MOST)
INDEX = Row("ten times the articles: reading one for the first time, on one processor", MOST)


def serving(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the processor time of requests."""
    sizes = _tenfold_and_today(scale, folder)
    with ExitStack() as until_the_end:
        servers = [
            until_the_end.enter_context(sites.served_once_indexed(settings)) for settings in sizes
        ]
        for page, row in KEPT.items():
            targets = [Target(s.address + PAGES[page], (s.process.pid,)) for s in servers]
            tenfold, today = (partial(t.cpu_per_request, scale.seconds) for t in targets)
            yield compared(row, tenfold, today, scale.rounds)
        sites_served = zip(sizes, servers, strict=True)
        tenfold, today = (partial(_post_seconds, *site, scale.posts) for site in sites_served)
        yield compared(POST, tenfold, today, scale.rounds)


def rendered(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the processor time of rendering pages anew."""
    tenfold, today = _tenfold_and_today(scale, folder)
    for page, row in RENDERED.items():
        yield rendering.compared_at(PAGES[page], row, tenfold, today, scale)


def index(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the processor time for each article on one processor, without that of the start."""
    for name, factor in (("none", 0), ("today", 1), ("tenfold", 10)):
        data.write_articles(folder / name, factor * scale.articles)

    def seconds_each(name: str, articles: int) -> float:
        start = libraries.reading_seconds(folder / "none", folder / "gloss")
        return (libraries.reading_seconds(folder / name, folder / "gloss") - start) / articles

    with processor.one_of_them():
        yield compared(
            INDEX,
            partial(seconds_each, "tenfold", 10 * scale.articles),
            partial(seconds_each, "today", scale.articles),
            scale.build_rounds,
        )


def _tenfold_and_today(scale: Scale, folder: Path) -> tuple[Settings, Settings]:
    tenfold, today = (
        sites.prepared(
            folder / str(factor),
            articles=factor * scale.articles,
            elsewhere=factor * scale.comments,
        )
        for factor in (10, 1)
    )
    return tenfold, today


def _post_seconds(settings: Settings, server: Server, posts: int) -> float:
    comments = submissions.written(settings, posts)
    before = processor.seconds_used([server.process.pid])
    load.send(server.address, comments)
    return (processor.seconds_used([server.process.pid]) - before) / posts


MEASUREMENTS = (
    Measurement((*KEPT.values(), POST), serving),
    Measurement(tuple(RENDERED.values()), rendered),
    Measurement((INDEX,), index),
)
