"""Granian with nothing of ours between: the floor under what we can cost.

``python -m benchmarks.peers.granian PORT THREADS TARGET`` serves what a function makes.
"""

import multiprocessing
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server, mp

from benchmarks.peers.environment import HERE, Peer, running
from gloss.operation.serving import CALL_WRAPPER
from tests.server import free_port


@contextmanager
def serving(
    target: str, threads: int, folder: Path, variables: Mapping[str, str]
) -> Iterator[Peer]:
    """Serve what ``target``, ``module:function``, returns: it is called as our lanes are."""
    port = free_port()
    folder.mkdir()
    command = [sys.executable, "-m", __name__, str(port), str(threads), target]
    importable = {"PYTHONPATH": str(HERE.parents[1])}
    with running(command, port, folder, {**importable, **variables}) as peer:
        yield peer


def _serve(port: int, threads: int, target: str) -> None:
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        target,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=threads,
        websockets=False,
    )
    server.serve(spawn_target=_serve_without_wrapper)


def _serve_without_wrapper(*arguments: object) -> None:
    setattr(mp, CALL_WRAPPER, lambda app, *_options: app)
    Server._spawn_wsgi_worker(*arguments)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
