"""A small HTTP client for load, run as a process: ``python -m benchmarks.client < job.json``.

It sends requests that are written already and reads nothing of an answer but its status and length.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypedDict

HOST = "127.0.0.1"
MOST_SECONDS = 600  # for requests that go once each
HIGHEST_SUCCESS = 399  # 303 thanks for a comment, and 304 is what some of our readers want


class Job(TypedDict):
    """What to send, and for how long."""

    port: int
    requests: list[str]
    clients: int
    seconds: float | None  # in which the requests are sent again and again; else each goes once
    per_second: float | None  # requests of all clients; else each is sent after the last answer


class Report(TypedDict):
    """What came of it."""

    requests: int
    errors: int  # among them
    seconds: float
    p99_seconds: float


@dataclass
class Client:
    """Several connections that take the next request as soon as they have their answer."""

    port: int
    requests: Iterator[bytes]
    end: float  # in seconds of the monotonic clock
    pause_seconds: float  # between the requests of one connection; 0: as fast as it can
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    async def run(self) -> None:
        """Send requests over one connection until there are none, or the time is over."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        began = time.perf_counter()
        for request in self.requests:
            began = await self._next_turn(began)
            writer.write(request)
            status = await _answer(reader)
            self.latencies.append(time.perf_counter() - began)
            self.errors += status > HIGHEST_SUCCESS
            if time.monotonic() > self.end:
                break
        writer.close()

    async def _next_turn(self, last: float) -> float:
        """Wait until the next request is due; one that is sent late has waited since it was due."""
        if not self.pause_seconds:
            return time.perf_counter()
        due = last + self.pause_seconds
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return due


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"content-length: " in head:
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
    return int(head.split(maxsplit=2)[1])


async def _work(job: Job) -> Report:
    requests = [request.encode() for request in job["requests"]]
    sent = iter(requests) if job["seconds"] is None else cycle(requests)
    end = time.monotonic() + (job["seconds"] or MOST_SECONDS)
    per_second = job["per_second"]
    client = Client(job["port"], sent, end, job["clients"] / per_second if per_second else 0)
    began = time.perf_counter()
    await asyncio.gather(*(client.run() for _ in range(job["clients"])))
    latencies = sorted(client.latencies)
    return {
        "requests": len(latencies),
        "errors": client.errors,
        "seconds": time.perf_counter() - began,
        "p99_seconds": latencies[len(latencies) * 99 // 100],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_work(json.load(sys.stdin)))))
