"""A folder of articles with its search, as one reader after another uses it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gloss.articles.article import Defaults
from gloss.articles.library import Library
from gloss.articles.search.excerpts import Piece
from gloss.articles.search.index import SearchIndex
from gloss.articles.search.searching import Results, Search
from gloss.articles.search.words import Language
from tests.articles.shore import NOON


class Finder:
    """Looks at the folder whenever somebody searches, unless it is told to lag behind."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.file = folder.parent / "cache" / "search.db"
        self.library = Library(
            folder, Defaults(ZoneInfo("UTC")), folder.parent / "cache" / "articles.db"
        )
        self.index = SearchIndex(self.file, Language(language))
        self.search = Search(self.library, self.index, Language(language))

    def follows(self, now: datetime = NOON) -> None:
        """Take in all that changed."""
        self.library.refresh()
        while self.search.follow(now):
            pass

    def finds(self, typed: str, now: datetime = NOON) -> list[str]:
        """Return the slugs of the first page of what holds all of the words."""
        results = self.results(typed, now=now)
        return [] if results.is_partial else [hit.content.slug for hit in results.hits]

    def results(self, typed: str, number: int = 1, now: datetime = NOON) -> Results:
        self.follows(now)
        return self.search.find(typed, number, now)


def plain(pieces: tuple[Piece, ...]) -> str:
    """Write a passage with what was found in brackets."""
    return "".join(f"[{text}]" if is_found else text for text, is_found in pieces)
