"""A finished page: its bytes in each encoding, and the answers that can be given with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from gloss.reading.keys import Key
from gloss.web import encodings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]
KeyNow = Callable[[datetime], Key]

REVALIDATED = "max-age=0, must-revalidate"  # browsers ask each time; 304 says that nothing changed
SHARED = f"{REVALIDATED}, s-maxage=1"  # caches between us and readers ask once a second
SET_HERE = {"cache-control", "content-encoding", "content-length", "etag", "vary"}
ETAG_BYTES = 12
MOST_IMPROVED_BYTES = 128 * 1024  # a feed or a map can be long, and is read by programs
OVERHEAD_BYTES = 8_192  # of headers and objects


@dataclass(frozen=True)
class Representation:
    """The page in one encoding."""

    body: bytes
    headers: Headers  # of a 200
    headers_of_304: Headers


class KeptPage:
    """One page as it was rendered under one key."""

    def __init__(
        self, key_now: KeyNow, key: Key, body: bytes, headers: Iterable[tuple[str, str]]
    ) -> None:
        """Pack nothing yet; each encoding is made when it is first asked for.

        :param key_now: tells which key the page has at a moment.
        :param key: the one it was rendered under.
        """
        self.key_now = key_now
        self.key = key
        self.edition = -1  # the last one in which the page was found to hold
        self.was_used = False  # since it was last looked at for making room
        self.weight = 2 * len(body) + OVERHEAD_BYTES  # with all encodings, about
        self._body = body
        self._digest = blake2b(body, digest_size=ETAG_BYTES).hexdigest()
        self._headers = [(name, text) for name, text in headers if name.lower() not in SET_HERE]
        self._representations: dict[str, Representation] = {}
        self._is_improved = False

    def answer(
        self, environ: "WSGIEnvironment", start: "StartResponse", *, is_brief: bool
    ) -> list[bytes]:
        """Answer GET or HEAD in the encoding that the client takes.

        :param is_brief: the page changes by itself in a moment, so no shared cache may keep it.
        """
        self.was_used = True
        shown = self._representation(encodings.accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and (self._digest in known or known == "*"):
            start("304 NOT MODIFIED", _unshared(shown.headers_of_304, is_brief))
            return []
        start("200 OK", _unshared(shown.headers, is_brief))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [shown.body]

    def improve(self) -> bool:
        """Pack the page as small as it goes, if readers take brotli; takes 16 ms for 12 kB."""
        quick = self._representations.get("br")
        if quick is None or self._is_improved or len(self._body) > MOST_IMPROVED_BYTES:
            return False
        self._is_improved = True
        self._representations["br"] = self._represented("br", encodings.packed_best(self._body))
        return True

    def _representation(self, encoding: str) -> Representation:
        found = self._representations.get(encoding)
        if found is None:
            packed = encodings.packed(self._body, encoding)
            found = self._representations[encoding] = self._represented(encoding, packed)
        return found

    def _represented(self, encoding: str, packed: bytes) -> Representation:
        """Write the headers once; a strong ETag names the content and how it is packed."""
        validators = [
            ("ETag", f'"{self._digest}-{encoding}{len(packed):x}"'),
            ("Cache-Control", SHARED),
            ("Vary", "Accept-Encoding"),
        ]
        coding = [] if encoding == encodings.IDENTITY else [("Content-Encoding", encoding)]
        length = ("Content-Length", str(len(packed)))
        return Representation(packed, [*self._headers, *coding, length, *validators], validators)


def _unshared(headers: Headers, is_brief: bool) -> Headers:
    if not is_brief:
        return headers
    return [(name, REVALIDATED if text == SHARED else text) for name, text in headers]
