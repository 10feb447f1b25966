"""A finished page: its bytes in each encoding, and the answers that can be given with them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from gloss.reading.keys import Key
from gloss.web import encodings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]
KeyNow = Callable[[datetime], Key]

REVALIDATED = "max-age=0, must-revalidate"  # browsers ask each time; 304 says that nothing changed
SHARED = f"{REVALIDATED}, s-maxage=1"  # caches between us and readers ask once a second
SET_HERE = {"cache-control", "content-encoding", "content-length", "etag", "vary"}
ETAG_BYTES = 12
MOST_IMPROVED_BYTES = 128 * 1024  # a feed or a map can be long, and is read by programs
OVERHEAD_BYTES = 8_192  # of headers and objects


class Answer(NamedTuple):
    """What is said of a page; made beforehand, and never changed."""

    status: int
    headers: Headers
    body: bytes


class Representation(NamedTuple):
    """All answers that show the page in one encoding."""

    whole: Answer
    head: Answer
    unchanged: Answer


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

    def answer(self, environ: "WSGIEnvironment", *, is_brief: bool) -> Answer:
        """Answer GET or HEAD in the encoding that the client takes.

        :param is_brief: the page changes by itself in a moment, so no shared cache may keep it.
        """
        self.was_used = True
        encoding = encodings.accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        shown = self._representations.get(encoding) or self._represented(encoding)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and (self._digest in known or known == "*"):
            answer = shown.unchanged
        else:
            answer = shown.head if environ["REQUEST_METHOD"] == "HEAD" else shown.whole
        return _unshared(answer) if is_brief else answer

    def improve(self) -> bool:
        """Pack the page as small as it goes, if readers take brotli; takes 16 ms for 12 kB."""
        quick = self._representations.get("br")
        if quick is None or self._is_improved or len(self._body) > MOST_IMPROVED_BYTES:
            return False
        self._is_improved = True
        self._representations["br"] = self._packed("br", encodings.packed_best(self._body))
        return True

    def _represented(self, encoding: str) -> Representation:
        packed = encodings.packed(self._body, encoding)
        found = self._representations[encoding] = self._packed(encoding, packed)
        return found

    def _packed(self, encoding: str, packed: bytes) -> Representation:
        """Write the answers once; a strong ETag names the content and how it is packed."""
        validators = [
            ("ETag", f'"{self._digest}-{encoding}{len(packed):x}"'),
            ("Cache-Control", SHARED),
            ("Vary", "Accept-Encoding"),
        ]
        coding = [] if encoding == encodings.IDENTITY else [("Content-Encoding", encoding)]
        length = ("Content-Length", str(len(packed)))
        headers = [*self._headers, *coding, length, *validators]
        return Representation(
            Answer(200, headers, packed), Answer(200, headers, b""), Answer(304, validators, b"")
        )


def _unshared(answer: Answer) -> Answer:
    headers = [(name, REVALIDATED if text == SHARED else text) for name, text in answer.headers]
    return answer._replace(headers=headers)
