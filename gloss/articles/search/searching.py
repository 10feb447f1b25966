"""Full-text search: what is public, by its words. Knows no HTTP."""

import math
import time
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import current_app

from gloss import settings, site
from gloss.articles.library import Library
from gloss.articles.search import excerpts, hits, queries, spelling
from gloss.articles.search.hits import Hit
from gloss.articles.search.index import SearchIndex
from gloss.articles.search.matches import MOST_FOUND, Matches
from gloss.articles.search.queries import Query
from gloss.articles.search.words import Language

EXTENSION = "gloss.search"
FILE = "cache/search.db"  # in the instance folder
LOOK_SECONDS = 1.0
SLICE_SECONDS = 0.05  # of indexing at a time, so that requests never wait for long
SLICE_IN_REQUEST_SECONDS = 2.0  # where no thread follows: while developing, and in tests
HITS_ON_A_PAGE = 10
MOST_CORRECTED = 3  # words of one query


@dataclass(frozen=True)
class Results:
    """What was found for a query; pages count from 1."""

    query: Query
    hits: tuple[Hit, ...]  # of this page
    count: int  # of all pages
    number: int
    is_partial: bool  # nothing has all of the words, but these have some
    correction: str  # a query that finds something, where this one finds nothing; else empty

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than is shown."""
        return self.count >= MOST_FOUND

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.count / HITS_ON_A_PAGE))


class Search:
    """Finds public articles and pages. Safe between threads."""

    def __init__(self, library: Library, index: SearchIndex, language: Language) -> None:
        self._library = library
        self._index = index
        self._language = language
        self._matches = Matches(library, index)
        self._following = Lock()
        self._is_followed = False  # a thread looks, so that requests need not
        self._looked_at = -math.inf  # on the monotonic clock

    def find(self, typed: str, number: int, now: datetime) -> Results:
        """Find what ``typed`` asks for, and show page ``number`` of it.

        :raises Unavailable: the index cannot be read.
        """
        query = self._read(typed, now)
        if not query.wanted:
            return Results(query, (), 0, number, is_partial=False, correction="")
        found, correction = self._matches.ranked(query, now), ""
        is_partial = not found and len(query.wanted) > 1
        if not found:
            correction = self._correction(query, now)
        if is_partial:
            found = self._matches.ranked(query, now, is_any=True)
        first = (number - 1) * HITS_ON_A_PAGE
        shown = found[first : first + HITS_ON_A_PAGE]
        entries = self._matches.entries(shown)
        looked = {
            code: excerpts.looked(query, self._language.of(code))
            for code in {match.content.language for match in shown}
        }
        best = tuple(
            hits.hit(m.content, entries.get(m.number), looked[m.content.language]) for m in shown
        )
        return Results(query, best, len(found), number, is_partial and bool(found), correction)

    def follow(self, now: datetime) -> bool:
        """Take in some of what changed; tell whether more is waiting.

        For a thread that calls this again and again for as long as it lives.
        """
        self._is_followed = True
        with self._following:
            return self._index.follow(self._library, now, SLICE_SECONDS)

    def follow_if_stale(self, now: datetime) -> None:
        """Take in what changed, once a second at most, unless a thread follows."""
        is_fresh = time.monotonic() - self._looked_at < LOOK_SECONDS
        if self._is_followed or is_fresh or not self._following.acquire(blocking=False):
            return
        try:
            more = self._index.follow(self._library, now, SLICE_IN_REQUEST_SECONDS)
            self._looked_at = -math.inf if more else time.monotonic()
        finally:
            self._following.release()

    def _read(self, typed: str, now: datetime) -> Query:
        """Read a query: its words may be those of any language in which there is a text."""
        others = map(Language, self._library.other_languages(now))
        return queries.read(typed, self._language, list(others))

    def _correction(self, query: Query, now: datetime) -> str:
        """Put known words in place of those that nothing has, if that finds something."""
        corrected, rest = query.typed, MOST_CORRECTED
        for clause in reversed(query.wanted):
            if self._matches.exist(queries.clause_expression(clause), now):
                continue
            better = self._better(query.typed[clause.start : clause.end], now) if rest else ""
            if not better:
                return ""
            corrected = corrected[: clause.start] + better + corrected[clause.end :]
            rest -= 1
        is_new = corrected != query.typed
        return corrected if is_new and self._exists(corrected, now) else ""

    def _better(self, mistyped: str, now: datetime) -> str:
        similar = spelling.similar(self._index.rows, mistyped)
        return next((word for word in similar if self._exists(word, now)), "")

    def _exists(self, typed: str, now: datetime) -> bool:
        read = self._read(typed, now)
        return bool(read.wanted) and self._matches.exist(read.expression(), now)


def opened(library: Library) -> Search:
    """Open the search of the application over ``library``."""
    language = Language(site.current().language)
    index = SearchIndex(settings.current().instance_dir / FILE, language)
    return Search(library, index, language)


def current(now: datetime) -> Search:
    """Return the search of the application that is being served.

    It knows what its library knew a second or two ago, and shows nothing that is public no more.
    """
    search = current_app.extensions[EXTENSION]
    assert isinstance(search, Search)  # noqa: S101 (narrows the type)
    search.follow_if_stale(now)
    return search
