"""Gunicorn as Python's servers are mostly run: two processes with four threads each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers.environment import Peer, running
from tests.server import free_port


@contextmanager
def serving(
    programs: Path, application: str, folder: Path, variables: Mapping[str, str]
) -> Iterator[Peer]:
    """Serve a WSGI application, which finds its data by ``variables``."""
    port = free_port()
    options = ["--workers=2", "--worker-class=gthread", "--threads=4", "--keep-alive=60"]
    command: list[str | Path] = [programs / "gunicorn", *options]
    with running(
        [*command, f"--bind=127.0.0.1:{port}", application], port, folder, variables
    ) as peer:
        yield peer
