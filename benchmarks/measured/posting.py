"""Posting a comment beside Isso, with guards and limits off on both sides, and beside readers."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import load, processor, sites, submissions
from benchmarks.figures import Figure, Measurement, Row, absolute, at_least, at_most, compared
from benchmarks.load import Outcome, Target
from benchmarks.peers import isso
from benchmarks.scale import Scale
from gloss.settings import Settings
from tests.server import Server

POSTS = Row("posting by 32 clients: Isso's seconds a comment ÷ Gloss's", at_least(3))
WORK = Row("posting by 32 clients: Isso's processor time a comment ÷ Gloss's", at_least(3))
SLOWEST = Row("posting by 32 clients: p99 in seconds, no request failing", at_most(0.5))
PACE = 500  # article pages a second: 43 million a day
READING = Row(f"{PACE} article pages a second while 32 clients post: p99 in ms", at_most(50))
READ_BESIDE = 3  # times as many posts as else: when all are sent they are sent again


def beside_isso(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare how long a comment takes, disks included, and how much of the processors."""
    settings = sites.prepared(folder)
    with (
        isso.serving(folder / "peer", installs=scale.installs) as peer,
        sites.served(settings) as gloss,
    ):

        def theirs() -> Outcome:
            comments = [isso.comment(f"Comment {place}.") for place in range(scale.posts)]
            return load.send(peer.address, comments)

        def ours() -> Outcome:
            return _posted(settings, gloss, scale)

        def seconds(post: Callable[[], Outcome]) -> float:
            return post().seconds / scale.posts

        def work(post: Callable[[], Outcome], process_id: int) -> float:
            before = processor.seconds_used([process_id])
            post()
            return (processor.seconds_used([process_id]) - before) / scale.posts

        with sites.guards_off(gloss):
            yield compared(POSTS, partial(seconds, theirs), partial(seconds, ours), scale.rounds)
            yield compared(
                WORK,
                partial(work, theirs, peer.process_id),
                partial(work, ours, gloss.process.pid),
                scale.rounds,
            )


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
    Measurement((SLOWEST,), slowest),
    Measurement((READING,), beside_readers),
)
