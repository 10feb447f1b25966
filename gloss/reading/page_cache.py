"""The page cache: a WSGI layer in front of Flask that answers with finished bytes.

Pages are kept under their path alone. A query string, a cookie or any other header of a request
does not reach what is kept, so it can neither poison nor split nor fill the cache. Nothing is ever
purged: a page whose key has changed is rendered again.
"""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from gloss import clock, site
from gloss.reading import keys
from gloss.reading.edition import Edition
from gloss.reading.kept_page import Answer, KeptPage, KeyNow
from gloss.reading.kept_pages import KeptPages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READING = frozenset({"GET", "HEAD"})


class PageCache:
    """Stands in front of ``app``; kept pages and 304s never enter Flask."""

    def __init__(self, app: Flask, edition: Edition) -> None:
        self.pages = KeptPages()
        self.hits = 0  # answers from what was kept
        self._flask: WSGIApplication = app.wsgi_app
        self.edition = edition
        self._bare_environ = _bare_environ(site.of(app).address)
        self._addresses = app.url_map.bind(self._bare_environ["HTTP_HOST"])
        self._rendering: WeakValueDictionary[str, _Turn] = WeakValueDictionary()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or let Flask render it."""
        kept = self.at_once(environ)
        if kept is not None:
            return _sent(kept, start)
        if environ["REQUEST_METHOD"] not in READING:
            return self._flask(environ, start)
        return self._rendered(environ, start, clock.seconds())

    def at_once(self, environ: "WSGIEnvironment") -> Answer | None:
        """Answer from what is kept, or not at all; takes half a microsecond and never waits."""
        page = self.pages.get(environ["PATH_INFO"])
        if page is None or environ["REQUEST_METHOD"] not in READING:
            return None
        seconds = clock.seconds()
        edition = self.edition
        number = edition.number(seconds)
        if page.edition != number and not self._still_holds(page, seconds, number):
            return None
        self.hits += 1
        return page.answer(environ, is_brief=seconds >= edition.brief_from)

    def _still_holds(self, page: KeptPage, seconds: float, number: int) -> bool:
        """Tell whether ``page`` still shows what it should in the edition of that ``number``."""
        holds = page.key_now(clock.moment(seconds)) == page.key
        if holds:
            page.edition = number
        return holds

    def _rendered(
        self, environ: "WSGIEnvironment", start: "StartResponse", seconds: float
    ) -> Iterable[bytes]:
        """Render a page and keep it; of several requests at once the first does it for all."""
        path = environ["PATH_INFO"]
        key_now = self._key_of(path)
        if key_now is None:
            return self._flask(environ, start)
        turn = self._rendering.setdefault(path, _Turn())
        with turn.lock:
            page = self.pages.get(path)
            number = self.edition.number(seconds)  # before it is rendered, as is the key
            if page is None or not self._still_holds(page, seconds, number):
                key = key_now(clock.moment(seconds))
                response = Response.from_app(self._flask, self._bare(path), buffered=True)
                if key is None or not _may_be_kept(response):
                    return response(environ, start)
                page = KeptPage(key_now, key, response.get_data(), response.headers)
                page.edition = number
                self.pages.keep(path, page)
        is_brief = seconds >= self.edition.brief_from
        return _sent(page.answer(environ, is_brief=is_brief), start)

    def _key_of(self, path: str) -> KeyNow | None:
        """Find out which page ``path`` is the address of, if any."""
        decoded = path.encode("latin-1").decode(errors="replace")  # undoes PEP 3333's decoding
        try:
            endpoint, arguments = self._addresses.match(decoded, "GET")
        except HTTPException:  # no such address, or one that leads to another
            return None
        key_of = keys.OF_ENDPOINT.get(endpoint)
        return key_of and partial(key_of, self.edition, **arguments)

    def _bare(self, path: str) -> "WSGIEnvironment":
        """Return the request for ``path`` that all visitors have in common."""
        return self._bare_environ | {"PATH_INFO": path, "wsgi.input": BytesIO()}


class _Turn:
    """Whose turn it is to render one page; forgotten when nobody waits."""

    def __init__(self) -> None:
        self.lock = Lock()


def _bare_environ(address: str) -> "WSGIEnvironment":
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _sent(answer: Answer, start: "StartResponse") -> list[bytes]:
    start(f"{answer.status} {HTTPStatus(answer.status).phrase}", answer.headers)
    return [answer.body] if answer.body else []


def _may_be_kept(response: Response) -> bool:
    is_whole = response.status_code == HTTPStatus.OK
    return is_whole and "no-store" not in response.headers.get("Cache-Control", "")
