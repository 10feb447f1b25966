"""How Granian calls Flask: a kept page leaves at once, and nothing that waits can hold it up."""

import logging
import os
import sys
from collections.abc import Iterable
from functools import partial
from io import BytesIO
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask
from werkzeug.wsgi import get_content_length

from gloss import settings
from gloss.comments import voice
from gloss.operation import nudging
from gloss.operation.leadership import AllBusy, Leadership
from gloss.reading.page_cache import PageCache

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

THREADS = 128  # all but one may wait: for a slow client, or for their turn in Flask
FLASK_THREADS = 2 * (os.cpu_count() or 1) + 1  # more would only keep kept pages waiting
IDLE_SECONDS = 600  # after which Granian ends a thread; the most it allows
ENVIRONMENT: dict[str, Any] = {  # what PEP 3333 asks for beyond what the request holds
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,  # a body ends where it ends, also without its length
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
BUSY = (
    b"The site has more to do than it can at the moment, and took nothing of what you sent. "
    b"It still is where you come from: go back. Please try again in a minute."
)
BUSY_HEADERS = [("Content-Type", "text/plain"), ("Retry-After", "60")]
FAULT = b"Something went wrong on our side. It has been noted. Please try again in a few minutes."
FAULT_HEADERS = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
Headers = list[tuple[str, str]]
log = logging.getLogger(__name__)


class Exchange(Protocol):
    """Granian's side of one request."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer."""

    def response_iter(self, status: int, headers: Headers, body: object) -> None:
        """Send an answer piece by piece."""


class Lanes:
    """Answers for ``app``, as Granian calls it: from each of its threads."""

    def __init__(self, app: Flask) -> None:
        self._pages: PageCache = app.extensions["gloss.pages"]
        self._most_bytes: int = app.config["MAX_CONTENT_LENGTH"]
        self._leadership = Leadership(THREADS, lead_seconds=IDLE_SECONDS / 2)
        self._flask = BoundedSemaphore(FLASK_THREADS)
        with app.app_context():
            ours = settings.current()
        alone = self._leadership.left_alone
        nudger = partial(nudging.nudge, (ours.host, ours.port), alone)
        Thread(target=nudger, name="nudger", daemon=True).start()

    def __call__(self, exchange: Exchange, request: "WSGIEnvironment") -> None:
        """Answer from what is kept, or let another thread do that while Flask answers here.

        A body is read, and an answer in pieces is sent, outside of Flask's few threads: a client
        may take as long as it likes for either.
        """
        kept = self._pages.at_once(request)
        if kept is not None:
            exchange.response_bytes(*kept)
        elif request["REQUEST_METHOD"] == nudging.METHOD:
            exchange.response_bytes(204, [], b"")
        elif voice.is_too_busy_for(request):
            exchange.response_bytes(503, voice.BUSY_HEADERS, voice.BUSY)
        else:
            self._let_flask_answer(exchange, ENVIRONMENT | request)
        self._leadership.keep()

    def _let_flask_answer(self, exchange: Exchange, environ: "WSGIEnvironment") -> None:
        try:
            with self._leadership.away():
                self._answer(exchange, environ)
        except AllBusy:
            exchange.response_bytes(503, BUSY_HEADERS, BUSY)
        except Exception:  # Flask answers its own faults; whoever asked must not wait for ever
            log.exception("A request failed outside Flask.")
            exchange.response_bytes(500, FAULT_HEADERS, FAULT)

    def _answer(self, exchange: Exchange, environ: "WSGIEnvironment") -> None:
        start = _Start()
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            _replace_body(environ, self._body(environ))
        with self._flask:
            body = self._pages(environ, start)
        if isinstance(body, list):
            exchange.response_bytes(start.status, start.headers, b"".join(body))
        else:
            exchange.response_iter(start.status, start.headers, _Pieces(body))

    def _body(self, environ: "WSGIEnvironment") -> bytes:
        """Read what was sent, but nothing of what is too long by its own account: Flask says so."""
        if (get_content_length(environ) or 0) > self._most_bytes:
            return b""
        body: bytes = environ["wsgi.input"].read(self._most_bytes + 1)
        return body


def _replace_body(environ: "WSGIEnvironment", body: bytes) -> None:
    """Put what was read in place of the stream; a length that was not told is known now."""
    environ["wsgi.input"] = BytesIO(body)
    if environ.pop("HTTP_TRANSFER_ENCODING", None) or "CONTENT_LENGTH" not in environ:
        environ["CONTENT_LENGTH"] = str(len(body))


class _Start:
    """Takes the status and the headers, as WSGI's ``start_response``."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []

    def __call__(self, status: str, headers: Headers, _exc_info: object = None, /) -> Any:
        """Note them; nobody calls what WSGI would have returned here."""
        self.status = int(status[:3])
        self.headers = headers


class _Pieces:
    """A body as Granian reads it: ``__next__`` and ``close``."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body
        self.__next__ = iter(body).__next__

    def close(self) -> None:
        """Let the application know that the body was sent, or is not wanted any more."""
        close = getattr(self._body, "close", None)
        if close:
            close()
