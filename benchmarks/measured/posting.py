"""Posting a comment beside Isso, with guards and limits off on both sides, and beside readers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import load, processor, sites, slow_disk, submissions
from benchmarks.figures import Figure, Measurement, Row, absolute, at_least, at_most, compared
from benchmarks.load import Outcome, Target
from benchmarks.peers import isso, smallest_form
from benchmarks.scale import Scale
from gloss.settings import Settings
from tests.server import Server

POSTS = Row("posting by 32 clients: Isso's seconds a comment ÷ Gloss's", at_least(3))
WORK = Row("posting by 32 clients: Isso's processor time a comment ÷ Gloss's", at_least(3))
LEAST_POSTS = Row(
    "posting by 32 clients: Isso's seconds ÷ those of the frameworks alone", at_least(3)
)
LEAST_WORK = Row(
    "posting by 32 clients: Isso's processor time ÷ that of the frameworks alone", at_least(3)
)
FLUSH_MILLISECONDS = 2
ON_SLOW_DISK = f"posting by 32 clients, each flush taking {FLUSH_MILLISECONDS} ms longer"
POSTS_ON_SLOW_DISK = Row(f"{ON_SLOW_DISK}: Isso's seconds a comment ÷ Gloss's", at_least(3))
SLOWEST_ON_SLOW_DISK = Row(f"{ON_SLOW_DISK}: p99 in seconds, no request failing", at_most(0.5))
SLOWEST = Row("posting by 32 clients: p99 in seconds, no request failing", at_most(0.5))
PACE = 500  # article pages a second: 43 million a day
READING = Row(f"{PACE} article pages a second while 32 clients post: p99 in ms", at_most(50))
READ_BESIDE = 3  # times as many posts as else: when all are sent they are sent again


class Side(NamedTuple):
    """A server, and what posts comments to it."""

    process_id: int
    post: Callable[[], Outcome]

    def seconds(self) -> float:
        """Return how long a comment takes."""
        outcome = self.post()
        return outcome.seconds / outcome.requests

    def processor_seconds(self) -> float:
        """Return how much of the processors a comment takes."""
        before = processor.seconds_used([self.process_id])
        outcome = self.post()
        return (processor.seconds_used([self.process_id]) - before) / outcome.requests


def beside_isso(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare how long a comment takes, disks included, and how much of the processors."""
    settings = sites.prepared(folder)
    with sites.served(settings) as gloss, sites.guards_off(gloss):
        ours = Side(gloss.process.pid, partial(_posted, settings, gloss, scale))
        yield from _beside_isso(POSTS, WORK, ours, scale, folder)


def frameworks_beside_isso(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the least that our frameworks do for a form and an insert: our floor."""
    with smallest_form.serving(folder / "form") as floor:
        comments = [smallest_form.comment(f"Comment {place}.") for place in range(scale.posts)]
        side = Side(floor.process_id, partial(load.send, floor.address, comments))
        yield from _beside_isso(LEAST_POSTS, LEAST_WORK, side, scale, folder)


def on_a_slow_disk(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare where a disk keeps its word: posts that wait together are flushed together."""
    settings = sites.prepared(folder)
    with (
        slow_disk.flushing_in(FLUSH_MILLISECONDS / 1000, folder),
        _isso(scale, folder) as theirs,
        sites.served(settings) as gloss,
        sites.guards_off(gloss),
    ):
        ours = Side(gloss.process.pid, partial(_posted, settings, gloss, scale))
        yield compared(POSTS_ON_SLOW_DISK, theirs.seconds, ours.seconds, scale.rounds)
        yield absolute(SLOWEST_ON_SLOW_DISK, lambda: ours.post().p99_seconds, scale.rounds)


def _beside_isso(
    seconds: Row, work: Row, ours: Side, scale: Scale, folder: Path
) -> Iterator[Figure]:
    with _isso(scale, folder) as theirs:
        yield compared(seconds, theirs.seconds, ours.seconds, scale.rounds)
        yield compared(work, theirs.processor_seconds, ours.processor_seconds, scale.rounds)


@contextmanager
def _isso(scale: Scale, folder: Path) -> Iterator[Side]:
    with isso.serving(folder / "peer", installs=scale.installs) as peer:
        comments = [isso.comment(f"Comment {place}.") for place in range(scale.posts)]
        yield Side(peer.process_id, partial(load.send, peer.address, comments))


def slowest(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Measure how long all but a hundredth of the visitors wait at most for their thanks."""
    settings = sites.prepared(folder)
    with sites.served(settings) as gloss:
        yield absolute(SLOWEST, lambda: _posted(settings, gloss, scale).p99_seconds, scale.rounds)


def beside_readers(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Read at a steady pace, as many readers do together, while others post without pause."""
    settings = sites.prepared(folder)
    with sites.served(settings) as gloss:
        page = Target(gloss.address + sites.ARTICLE, (gloss.process.pid,))

        def milliseconds() -> float:
            comments = submissions.written(settings, READ_BESIDE * scale.posts)
            with load.without_pause(gloss.address, requests=comments):
                load.read_steadily(page, load.WARM_UP_SECONDS, PACE)
                return load.read_steadily(page, scale.seconds, PACE).p99_seconds * 1000

        yield absolute(READING, milliseconds, scale.rounds)


def _posted(settings: Settings, gloss: Server, scale: Scale) -> Outcome:
    return load.send(gloss.address, submissions.written(settings, scale.posts))


MEASUREMENTS = (
    Measurement((POSTS, WORK), beside_isso),
    Measurement((LEAST_POSTS, LEAST_WORK), frameworks_beside_isso),
    Measurement((POSTS_ON_SLOW_DISK, SLOWEST_ON_SLOW_DISK), on_a_slow_disk),
    Measurement((SLOWEST,), slowest),
    Measurement((READING,), beside_readers),
)
