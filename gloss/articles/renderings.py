"""Articles as HTML, kept across restarts: a text takes some 15 ms to render."""

import json
from itertools import count
from zlib import compress, decompress
from zlib import error as DamagedText  # noqa: N812 (the only error of zlib)

from markupsafe import Markup

from gloss.articles.cache import Cache
from gloss.articles.rendering import Heading, Rendered

MAX_BYTES = 256 << 20  # packed: about 50,000 texts of 20 kB
SWEEP_EVERY = 1000  # texts; with a sweep at each start this keeps close to the bound
FAST = 1  # of zlib's levels

FIND = "SELECT value FROM rendered WHERE digest = ? AND renderer = ?"
KEEP = "INSERT OR REPLACE INTO rendered VALUES (?, ?, ?)"
SWEEP = """
    DELETE FROM rendered WHERE rowid IN (
        SELECT rowid FROM (
            SELECT rowid, sum(length(value)) OVER (ORDER BY rowid DESC) AS total FROM rendered
        ) WHERE total > ?
    )"""


class Renderings:
    """Keeps what one renderer made of texts; the oldest give way. Safe between threads."""

    def __init__(self, cache: Cache, renderer: str, max_bytes: int = MAX_BYTES) -> None:
        self._cache = cache
        self._renderer = renderer
        self._max_bytes = max_bytes
        self._kept = count()

    def find(self, digest: str) -> Rendered | None:
        """Find what was made of the file ``digest``."""
        for (packed,) in self._cache.find(FIND, digest, self._renderer):
            try:
                return _unpacked(packed)
            except (DamagedText, ValueError):
                return None
        return None

    def keep(self, digest: str, rendered: Rendered) -> None:
        """Keep ``rendered`` for later starts; for this process alone it is not worth the memory."""
        if self._cache.is_lasting:
            self._cache.write((KEEP, [(digest, self._renderer, _packed(rendered))]))
            if next(self._kept) % SWEEP_EVERY == 0:
                self.sweep()

    def sweep(self) -> None:
        """Delete the oldest renderings beyond the bound."""
        self._cache.write((SWEEP, [(self._max_bytes,)]))


def _packed(rendered: Rendered) -> bytes:
    headings = [(heading.level, heading.id, heading.text) for heading in rendered.headings]
    return compress(json.dumps([rendered.html, headings, rendered.words]).encode(), FAST)


def _unpacked(packed: bytes) -> Rendered:
    html, headings, words = json.loads(decompress(packed))
    safe = Markup(html)  # noqa: S704 (as the renderer made it)
    return Rendered(safe, tuple(Heading(*heading) for heading in headings), words)
