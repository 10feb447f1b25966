"""Many at once in front of nginx: who reads, who looks at captchas, who comments and insists."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event
from urllib.parse import urlencode

from flask import Flask

from gloss import clock
from gloss.captcha import challenge
from gloss.comments.challenges import PURPOSE
from tests.server import PATIENCE_SECONDS

ARTICLE = "/articles/tides"
CAPTCHA = f"{ARTICLE}/captcha"
COMMENTS = f"{ARTICLE}/comments"
PAGES = ("/", ARTICLE, "/articles/dunes", "/articles/reeds", "/health/ready", "/moderation/sign-in")
READERS = 2
WRITERS = 3
PAUSE_SECONDS = 0.02  # so that the servers have most of the machine
BROKEN = 0  # in place of a status: the connection ended before the answer did
MOST_TRIES = 20


@dataclass(frozen=True)
class Exchange:
    """One request, and what came of it."""

    line: str  # method and path
    began: float  # on the monotonic clock, as ``ended``
    ended: float
    status: int
    node: str = ""  # host:port of who answered
    location: str = ""
    cookie: str = ""

    @property
    def is_error(self) -> bool:
        return self.status not in {200, 303}


@dataclass
class Crowd:
    """Visitors with a network each, in front of ``port``, until ``leaves``."""

    app: Flask
    port: int
    exchanges: list[Exchange] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)  # receipt by text
    leaves: Event = field(default_factory=Event)
    _networks: Iterator[int] = field(default_factory=lambda: count(1))

    def reads(self) -> None:
        """Read one page after the other."""
        for number in count():
            if self.leaves.wait(PAUSE_SECONDS):
                return
            self._asks("GET", PAGES[number % len(PAGES)], self._network())

    def writes(self, name: str) -> None:
        """Write one comment after the other, each with a captcha of its own."""
        with self.app.app_context():
            for number in count():
                if self.leaves.wait(PAUSE_SECONDS):
                    return
                self._insists(name, f"{name} wrote this as number {number}.")

    def answered_by(self, node: str, since: float) -> bool:
        """Tell whether ``node`` took a comment that was begun ``since`` then."""
        return any(
            exchange.node == node and exchange.status == 303
            for exchange in list(self.exchanges)
            if exchange.began > since
        )

    def _insists(self, name: str, text: str) -> None:
        """Send a comment, and what got no answer again, as who reloads the page."""
        network = self._network()
        shown = self._asks("GET", CAPTCHA, network)
        if shown.is_error:
            return
        token = shown.cookie.partition("=")[2]
        current = challenge.read(token, "tides", PURPOSE, clock.now())
        typed = {"author_name": name, "text": text, "challenge": token}
        body = urlencode(typed | {"answer": current.picture_answer})
        for _ in range(MOST_TRIES):
            sent = self._asks("POST", COMMENTS, network, body)
            if sent.status == 303:
                self.confirmed[text] = sent.location
                return

    def _network(self) -> str:
        """Return an address that nobody had before; all of 127.0.0.0/8 is this machine."""
        number = next(self._networks)
        return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"

    def _asks(self, method: str, path: str, source: str, body: str = "") -> Exchange:
        began = time.monotonic()
        status, node, location, cookie = BROKEN, "", "", ""
        line = HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(source, 0)
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        with closing(line):
            try:
                line.request(method, path, body or None, headers)
                answer = line.getresponse()
                answer.read()
                status, node = answer.status, answer.headers.get("X-Node", "")
                location = answer.headers.get("Location", "")
                cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
            except (OSError, HTTPException):
                pass
        exchange = Exchange(
            f"{method} {path}",
            began,
            time.monotonic(),
            status,
            node.rpartition(" ")[2],  # the last of those that were tried
            location,
            cookie,
        )
        self.exchanges.append(exchange)
        return exchange


@contextmanager
def coming(app: Flask, port: int) -> Iterator[Crowd]:
    """Let a crowd come until the end of the block, where what one of them does wrong is raised."""
    crowd = Crowd(app, port)
    with ThreadPoolExecutor(READERS + WRITERS) as threads:
        at_work = [threads.submit(crowd.reads) for _ in range(READERS)]
        at_work += [threads.submit(crowd.writes, f"Writer {n}") for n in range(WRITERS)]
        try:
            yield crowd
        finally:
            crowd.leaves.set()
        for one in at_work:
            one.result()
