"""Moderating 1,000,000 comments, beside 10,000, on both databases."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from benchmarks import crowded, load, ordered, queries, sites
from benchmarks.crowded import Desk, Work
from benchmarks.figures import Figure, Measurement, Row, at_most
from benchmarks.load import Target
from benchmarks.queries import VIEWS, Query
from benchmarks.scale import Scale
from gloss.comments.models import State
from tests.server import eventually

PART = 100  # the small site has so many times fewer comments
PER_CENT = 100
PACE = 500  # article pages a second


class Rows:
    """What is measured on one database."""

    def __init__(self, kind: str) -> None:
        here = f"1,000,000 comments, {kind}:"
        self.slowest = {
            view: Row(f"{here} milliseconds of {view}, p99", at_most(50)) for view in VIEWS
        }
        self.growth = {
            view: Row(f"{here} {view}, p99 ÷ with 10,000", at_most(1.5)) for view in VIEWS
        }
        self.preview = Row(f"{here} seconds of a preview of 10,000", at_most(5))
        self.deciding = Row(f"{here} seconds of deciding about 10,000", at_most(60))
        self.undoing = Row(f"{here} seconds of taking that back", at_most(60))
        self.part = Row(f"{here} milliseconds of one transaction of it, p99", at_most(200))
        self.reading = Row(f"{here} {PACE} pages a second beside it: p99 in ms", at_most(50))

    @property
    def all(self) -> tuple[Row, ...]:
        """All of them, as they are measured."""
        seen = zip(self.slowest.values(), self.growth.values(), strict=True)
        orders = (self.preview, self.deciding, self.undoing, self.part, self.reading)
        return (*(row for pair in seen for row in pair), *orders)


class Sight(NamedTuple):
    """What a moderator asks for: its slowest hundredth in each round, there and beside 10,000."""

    name: str
    milliseconds: tuple[float, ...]
    ratios: tuple[float, ...]


def measured(kind: str, rows: Rows, scale: Scale, folder: Path) -> Iterator[Figure]:
    """Measure what moderators wait for, then what goes on while they work."""
    articles = scale.moderated_articles
    with crowded.desk(kind, folder / "many", scale.moderated, articles) as many:
        few = crowded.desk(kind, folder / "few", scale.moderated // PART, articles)
        with few as beside:
            yield from _views(rows, (many, beside), scale)
        yield from _orders(rows, many, scale)
        yield _beside_readers(rows, many, scale)


def _views(rows: Rows, desks: tuple[Desk, Desk], scale: Scale) -> Iterator[Figure]:
    """Measure what a browser waits for; each row tells of the worst of its queries."""
    with desks[0].open() as many, desks[1].open() as few:
        for view, asked in VIEWS.items():
            sights = [_sight(name, query, (many, few), scale) for name, query in asked.items()]
            slowest = max(sights, key=lambda sight: median(sight.milliseconds))
            grown = max(sights, key=lambda sight: median(sight.ratios))
            yield Figure(rows.slowest[view], slowest.milliseconds, slowest.name)
            yield Figure(rows.growth[view], grown.ratios, grown.name)


def _sight(name: str, query: Query, sides: tuple[Work, Work], scale: Scale) -> Sight:
    written = [list(queries.written(query, side.many, scale.queue_views)) for side in sides]
    pages = list(zip(*written, strict=True))
    with crowded.undisturbed(*sides):
        for side, page in zip(sides, pages[0], strict=True):
            side.milliseconds(page)  # reads the template, once
        rounds = [_in_turn(*sides, pages) for _ in range(scale.build_rounds)]
    above = tuple(over for over, _ in rounds)
    return Sight(name, above, tuple(over / under for over, under in rounds))


def _in_turn(many: Work, few: Work, pages: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Ask both sites in turn, so that noise hits them alike; return their slowest hundredths."""
    took = [(many.milliseconds(over), few.milliseconds(under)) for over, under in pages]
    above, below = zip(*took, strict=True)
    return _p99(above), _p99(below)


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=PER_CENT, method="inclusive")[-1]


def _orders(rows: Rows, many: Desk, scale: Scale) -> Iterator[Figure]:
    """Decide about many and take it back, part by part, without the pauses between them."""
    decided = []
    for _ in range(scale.build_rounds):
        with sites.application(many.settings):
            decided.append(ordered.there_and_back(scale.decided_at_once, State.SPAM))
    yield Figure(rows.preview, tuple(one.preview for one in decided), "")
    yield Figure(rows.deciding, tuple(one.deciding for one in decided), "")
    yield Figure(rows.undoing, tuple(one.undoing for one in decided), "")
    yield Figure(rows.part, tuple(_p99(one.parts) * 1000 for one in decided), "")


def _beside_readers(rows: Rows, many: Desk, scale: Scale) -> Figure:
    """Read the page on which most of it is published, at a steady pace."""
    with sites.served(many.settings) as gloss, sites.application(many.settings):
        address = f"{gloss.address}/articles/{many.many.slug(0)}"
        page = Target(address, (gloss.process.pid,))
        read = partial(load.read_steadily, page, scale.seconds, PACE)
        alone = [read().p99_seconds for _ in range(scale.rounds)]
        order = ordered.begun(ordered.MOST, State.APPROVED)
        eventually(lambda: ordered.decided(order) > 0)
        beside = tuple(read().p99_seconds * 1000 for _ in range(scale.rounds))
        note = f"alone: {median(alone) * 1000:.3g} ms; {ordered.decided(order)} were published"
        return Figure(rows.reading, beside, note)


ROWS = {kind: Rows(kind) for kind in crowded.DATABASES}
MEASUREMENTS = tuple(
    Measurement(rows.all, partial(measured, kind, rows)) for kind, rows in ROWS.items()
)
