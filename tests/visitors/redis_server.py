"""A Redis of one test's own, which it may stop."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.server import eventually, free_port

BINARY = shutil.which("redis-server")
NO_SERVER = "no redis-server: `apt-get install redis-server`"


def new_port() -> int:
    """Return a port for a Redis, or skip the test where there is none."""
    if not BINARY:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_SERVER)
    return free_port()


@contextmanager
def running(port: int) -> Iterator[str]:
    """Serve an empty Redis on ``port``; yield its address."""
    assert BINARY
    command = [BINARY, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly"]
    process = subprocess.Popen([*command, "no"], stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: listens(port))
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
