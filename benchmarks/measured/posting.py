"""Posting a comment beside Isso, with guards and limits off on both sides."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import load, sites, submissions
from benchmarks.figures import Figure, Measurement, Row, at_least, compared
from benchmarks.peers import isso
from benchmarks.scale import Scale

POSTS = Row("posting by 32 clients: Isso's seconds a comment ÷ Gloss's", at_least(3))


def posting(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare how long a comment takes; time and not processor time, as disks are waited for."""
    settings = sites.prepared(folder)
    with (
        isso.serving(folder / "peer", installs=scale.installs) as peer,
        sites.served(settings) as gloss,
    ):

        def theirs() -> float:
            comments = [isso.comment(f"Comment {place}.") for place in range(scale.posts)]
            return load.send(peer.address, comments).seconds / scale.posts

        def ours() -> float:
            comments = submissions.written(settings, scale.posts)
            return load.send(gloss.address, comments).seconds / scale.posts

        yield compared(POSTS, theirs, ours, scale.rounds)


MEASUREMENTS = (Measurement((POSTS,), posting),)
