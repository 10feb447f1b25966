"""Load from another process: wrk where there is one, else a client of our own."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks import processor
from benchmarks.client import MOST_SECONDS, Job, Report
from benchmarks.figures import NotMeasured

CLIENTS = 32  # connections that are kept open
WARM_UP_SECONDS = 0.5
WRK = shutil.which("wrk")
BATCH_WORK = ("chrt", "--batch", "0") if shutil.which("chrt") else ()
REPORT = Path(__file__).with_name("wrk.lua")
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Outcome(NamedTuple):
    """What the clients saw."""

    requests: int  # answered as expected
    seconds: float
    p99_seconds: float


@dataclass(frozen=True)
class Target:
    """A page, and the processes that serve it."""

    url: str
    process_ids: tuple[int, ...]
    headers: dict[str, str] = field(default_factory=dict)

    def cpu_per_request(self, seconds: float) -> float:
        """Return the seconds of processor time that one request costs the server."""
        read(self, min(WARM_UP_SECONDS, seconds), stands_back=True)
        before = processor.seconds_used(self.process_ids)
        outcome = read(self, seconds, stands_back=True)
        return (processor.seconds_used(self.process_ids) - before) / outcome.requests


def read(target: Target, seconds: float, *, stands_back: bool = False) -> Outcome:
    """Ask for ``target`` from ``CLIENTS`` connections without pause.

    :param stands_back: never take a processor from the server by waking up, as clients on other
        machines do not: it costs a server of two threads up to 2 µs a request, one of one nothing.
    """
    if not WRK or seconds < 1:  # wrk counts whole seconds
        return _by_our_client(_job(target.url, [_get(target)], CLIENTS, seconds=seconds))
    written = [
        part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")
    ]
    command: list[str | Path] = [
        *(BATCH_WORK if stands_back else ()),
        WRK,
        "-t1",
        f"-c{CLIENTS}",
        f"-d{round(seconds)}s",
        "-s",
        REPORT,
        *written,
        target.url,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return _checked(json.loads(done.stdout.splitlines()[-1]))


def read_steadily(target: Target, seconds: float, per_second: float) -> Outcome:
    """Ask for ``target`` at a fixed pace, whether or not the answers come."""
    return _by_our_client(_job(target.url, [_get(target)], CLIENTS, seconds, per_second))


def send(url: str, requests: Sequence[bytes], clients: int = CLIENTS) -> Outcome:
    """Send each of ``requests`` once, over ``clients`` connections.

    :raises NotMeasured: one was not taken.
    """
    return _by_our_client(_job(url, requests, clients, seconds=None))


@contextmanager
def without_pause(
    url: str, clients: int = CLIENTS, requests: Sequence[bytes] = ()
) -> Iterator[None]:
    """Ask for ``url``, or send ``requests``, again and again until the end of the block.

    Whoever asks yields the processors to the server and to those whose answers are timed: the
    load is not what is measured.
    """
    job = _job(url, requests or [_get(Target(url, ()))], clients, seconds=MOST_SECONDS)
    client = subprocess.Popen(
        ("nice", "-n", "19", *_CLIENT), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert client.stdin  # noqa: S101 (narrows the type)
    client.stdin.write(json.dumps(job))
    client.stdin.close()
    try:
        yield
    finally:
        client.kill()
        client.wait()


def post(path: str, body: bytes, content_type: str) -> bytes:
    """Write one POST request."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


_CLIENT = (sys.executable, "-m", "benchmarks.client")


def _get(target: Target) -> bytes:
    path = re.sub("^[a-z]+://[^/]+", "", target.url)
    written = "".join(f"{name}: {value}\r\n" for name, value in target.headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{written}\r\n".encode()


def _job(
    url: str,
    requests: Sequence[bytes],
    clients: int,
    seconds: float | None,
    per_second: float | None = None,
) -> Job:
    return {
        "port": urlsplit(url).port or 80,
        "requests": [request.decode() for request in requests],
        "clients": clients,
        "seconds": seconds,
        "per_second": per_second,
    }


def _by_our_client(job: Job) -> Outcome:
    done = subprocess.run(
        _CLIENT, input=json.dumps(job), check=True, stdout=subprocess.PIPE, text=True
    )
    return _checked(json.loads(done.stdout))


def _checked(said: Report) -> Outcome:
    if said["errors"] or not said["requests"]:
        raise NotMeasured(f"{said['errors']} of {said['requests']} requests failed")
    return Outcome(said["requests"], said["seconds"], said["p99_seconds"])
