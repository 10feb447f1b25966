"""What matches a query and is public at this very moment, whatever the index still holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from gloss.articles.article import Article, Page
from gloss.articles.library import Library
from gloss.articles.search import entries
from gloss.articles.search.entries import Entry
from gloss.articles.search.index import SearchIndex
from gloss.articles.search.queries import Query
from gloss.articles.search.tables import ABOVE

# FTS5 takes 3 µs to rank a text. Where more texts match than this, their words tell little apart.
MOST_RANKED = 2000  # of the newest that match
MOST_RANKED_ABOVE = 1000  # of the newest that match in title, headings or tags
MOST_FOUND = 500  # nobody reads on
MOST_TRIED = 20  # texts with a word, to see whether one of them is public

# The weights are those of title, headings and tags, summary, text.
FIND = """
    WITH ranked AS (
        SELECT * FROM (
            SELECT rowid AS id, bm25(entry, 8, 4, 2, 1) AS score FROM entry
            WHERE entry MATCH ? ORDER BY rowid DESC LIMIT ?
        ) UNION ALL SELECT * FROM (
            SELECT rowid, bm25(entry, 8, 4, 2, 1) FROM entry
            WHERE entry MATCH ? ORDER BY rowid DESC LIMIT ?
        )
    ), best AS (SELECT id, min(score) AS score FROM ranked GROUP BY id)
    SELECT id, path, digest FROM best JOIN document USING (id) ORDER BY score, id DESC LIMIT ?"""
FIND_SOME = """
    SELECT path FROM entry JOIN document ON document.id = entry.rowid
    WHERE entry MATCH ? LIMIT ?"""
FIND_PACKED = "SELECT id, packed FROM document WHERE id IN ({})"


class Match(NamedTuple):
    """An article or a page that is public and matches."""

    number: int  # in the index
    digest: str  # of the version in the index
    content: Article | Page


class Matches:
    """Asks the index, and shows of its answers only what the library shows too."""

    def __init__(self, library: Library, index: SearchIndex) -> None:
        self._library = library
        self._index = index

    def ranked(self, query: Query, now: datetime, *, is_any: bool = False) -> list[Match]:
        """Find what matches, the best first, ``MOST_FOUND`` at most.

        :param is_any: one of the words is enough.
        """
        above = query.expression(ABOVE, is_any=is_any), MOST_RANKED_ABOVE
        everywhere = query.expression(is_any=is_any), MOST_RANKED
        found = self._index.rows(FIND, *above, *everywhere, MOST_FOUND)
        public = ((number, digest, self._public(path, now)) for number, path, digest in found)
        return [Match(number, digest, content) for number, digest, content in public if content]

    def exist(self, expression: str, now: datetime) -> bool:
        """Tell whether anything matches ``expression``, which is in FTS5's language."""
        found = self._index.rows(FIND_SOME, expression, MOST_TRIED)
        return any(self._public(path, now) for (path,) in found)

    def entries(self, matches: Sequence[Match]) -> dict[int, Entry]:
        """Read the texts of ``matches``; what is there of an older version is not to be shown."""
        numbers = [match.number for match in matches if match.digest == match.content.digest]
        found = self._index.rows(FIND_PACKED.format(", ".join("?" * len(numbers))), *numbers)
        return {number: entries.unpacked(packed) for number, packed in found}

    def _public(self, path: str, now: datetime) -> Article | Page | None:
        snapshot = self._library.snapshot
        content = snapshot.contents.get(path)
        if isinstance(content, Article):
            return content if snapshot.article(content.slug, now) is content else None
        return content if content and snapshot.pages.get(content.slug) is content else None
