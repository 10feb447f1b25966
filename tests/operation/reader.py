"""Anybody who comes by way of nginx."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import nginx
from tests.nginx import NO_NGINX, Nginx, proxying
from tests.server import PATIENCE_SECONDS, Server

ARTICLE = "/articles/tides"


class Answer(NamedTuple):
    """What nginx said."""

    status: int
    headers: dict[str, str]  # by names in lower case
    body: bytes

    @property
    def copy(self) -> str:
        """Whether nginx had it: MISS, HIT, REVALIDATED, STALE …; empty where it keeps nothing."""
        return self.headers.get("x-cache-status", "")


class Reader:
    """Anybody who comes by way of nginx."""

    def __init__(self, front: Nginx) -> None:
        self.address = front.address
        self._port = front.port

    def gets(self, path: str = ARTICLE, **headers: str) -> Answer:
        return self.asks("GET", path, b"", **headers)

    def asks(self, method: str, path: str = ARTICLE, body: bytes = b"", **headers: str) -> Answer:
        """Send one request; ``headers`` are written with _ for -."""
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)) as line:
            line.request(method, path, body or None, written)
            return _answer(line.getresponse())


def _answer(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


@contextmanager
def reading_through_nginx(*servers: Server, folder: Path) -> Iterator[Reader]:
    """Put nginx in front of ``servers``, without any copies yet, and somebody in front of nginx."""
    if not nginx.BINARY:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_NGINX)
    upstreams = [server.address.removeprefix("http://") for server in servers]
    with proxying(*upstreams, folder=folder) as front:
        yield Reader(front)
