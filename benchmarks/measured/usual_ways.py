"""The article page beside the usual ways: rendered each time, and comments fetched by a script."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import sites
from benchmarks.figures import Figure, Measurement, Row, at_least, compared
from benchmarks.load import Target, send
from benchmarks.peers import isso, plain_flask
from benchmarks.scale import Scale

PLAIN_FLASK = Row("article page: plain Flask, Jinja and SQLAlchemy ÷ Gloss", at_least(30))
ISSO = Row("20 comments: Isso's fetch of them ÷ Gloss's whole page", at_least(300))


def beside_plain_flask(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare with the same page rendered for each request."""
    settings = sites.prepared(folder)
    with (
        plain_flask.serving(settings, folder / "peer", installs=scale.installs) as peer,
        sites.served(settings) as gloss,
    ):
        theirs = Target(peer.address + sites.ARTICLE, (peer.process_id,))
        ours = Target(gloss.address + sites.ARTICLE, (gloss.process.pid,))
        yield _cheaper(PLAIN_FLASK, theirs, ours, scale)


def beside_isso(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare with Isso answering the script that adds comments to a page."""
    with (
        isso.serving(folder / "peer", installs=scale.installs) as peer,
        sites.served(sites.prepared(folder)) as gloss,
    ):
        comments = [isso.comment(f"Comment {number}.") for number in range(1, sites.COMMENTS)]
        send(peer.address, comments)
        theirs = Target(isso.thread(peer), (peer.process_id,))
        ours = Target(gloss.address + sites.ARTICLE, (gloss.process.pid,))
        yield _cheaper(ISSO, theirs, ours, scale)


def _cheaper(row: Row, theirs: Target, ours: Target, scale: Scale) -> Figure:
    return compared(
        row,
        partial(theirs.cpu_per_request, scale.seconds),
        partial(ours.cpu_per_request, scale.seconds),
        scale.rounds,
    )


MEASUREMENTS = (Measurement((PLAIN_FLASK,), beside_plain_flask), Measurement((ISSO,), beside_isso))
