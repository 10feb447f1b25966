"""The answers of a server, sent by Granian from memory."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.pages import Ways, fetched
from benchmarks.peers import granian
from benchmarks.peers.environment import Peer
from gloss.operation.lanes import Exchange

ANSWERS = "ANSWERS"  # the variable that says where they are
OF_GRANIAN = {"connection", "date", "server"}  # headers that it writes itself


@contextmanager
def serving(ways: Ways, folder: Path) -> Iterator[Peer]:
    """Answer as the server of ``ways`` does, until the end of the block."""
    file = folder / "answers.json"
    file.write_text(json.dumps([_written(way.url, way.headers) for way in ways]))
    target = f"{__name__}:application"
    with granian.serving(target, 1, folder / "granian", {ANSWERS: str(file)}) as peer:
        yield peer


def application() -> Callable[[Exchange, dict[str, str]], None]:
    """Return what answers each request."""
    plain, packed, not_modified = (
        (status, [(name, text) for name, text in headers], body.encode("latin-1"))
        for status, headers, body in json.loads(Path(os.environ[ANSWERS]).read_text())
    )

    def answer(exchange: Exchange, request: dict[str, str]) -> None:
        if "HTTP_IF_NONE_MATCH" in request:
            exchange.response_bytes(*not_modified)
        elif request.get("HTTP_ACCEPT_ENCODING") == "gzip":
            exchange.response_bytes(*packed)
        else:
            exchange.response_bytes(*plain)

    return answer


def _written(url: str, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], str]:
    answer = fetched(url, headers)
    ours = [(name, text) for name, text in answer.headers if name.lower() not in OF_GRANIAN]
    return answer.status, ours, answer.body.decode("latin-1")
