"""The search's own file follows the library, off the request path. One per node; derived."""

import logging
import sqlite3
import time
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from gloss.articles import cache_file
from gloss.articles.article import Article, Page
from gloss.articles.library import Library
from gloss.articles.search import entries, sectioning, tables
from gloss.articles.search.entries import Entry
from gloss.articles.search.sectioning import Section
from gloss.articles.search.words import Language

PATIENCE_SECONDS = 30  # after a fault, before the file is tried again
TIDY_AFTER = 1000  # texts: then merging them, which takes a second or two, is worth it

log = logging.getLogger("gloss.articles")


class Unavailable(Exception):
    """The index cannot be read now; its file is missing, locked or damaged."""


class SearchIndex:
    """Holds the public texts. ``follow`` is for one thread at a time, ``rows`` for any."""

    def __init__(self, file: Path, language: Language) -> None:
        """Describe an index; nothing is opened before it follows a library."""
        self._file = file
        self._language = language
        self._writer: sqlite3.Connection | None = None
        self._known: dict[str, str] = {}  # digests by path, of what is in the index
        self._waiting: list[tuple[str, Article | Page | None]] = []  # the last is done first
        self._followed: tuple[object, object] | None = None  # what the library showed last
        self._added = 0  # texts since the index was tidied
        self._retry_at = 0.0  # on the monotonic clock
        self._is_damaged = False  # as a reader or the writer found

    def follow(self, library: Library, now: datetime, seconds: float) -> bool:
        """Take in what changed in public, for about ``seconds``; tell whether more is waiting.

        Faults are logged and never raised: without the index there are still articles.
        """
        if time.monotonic() < self._retry_at:
            return False
        try:
            return self._follow(library, now, time.monotonic() + seconds)
        except (sqlite3.Error, zlib.error, OSError, ValueError) as fault:
            self._give_up(fault)
            return False

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return what ``statement`` finds; takes no lock, and waits for no writer.

        :raises Unavailable: the file cannot be read.
        """
        try:
            address = f"{self._file.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as reader:
                return reader.execute(statement, values).fetchall()
        except sqlite3.Error as fault:
            is_gone = self._writer is not None and not self._file.exists()
            self._is_damaged |= is_gone or not isinstance(fault, sqlite3.OperationalError)
            raise Unavailable(str(fault)) from fault

    def close(self) -> None:
        """Let go of the file; what was written stays."""
        writer, self._writer = self._writer, None
        if writer:
            with suppress(sqlite3.Error):
                writer.close()

    def _follow(self, library: Library, now: datetime, until: float) -> bool:
        writer = self._opened()
        self._look(library, now)
        if self._waiting:
            with writer:
                writer.execute("BEGIN IMMEDIATE")
                while self._waiting and time.monotonic() < until:
                    self._take_in(writer, library, *self._waiting.pop())
            return True
        if self._added >= TIDY_AFTER:
            self._added = 0
            tables.tidy(writer)
        return False

    def _opened(self) -> sqlite3.Connection:
        if self._is_damaged:
            self._remove()
        if self._writer is None:
            self._writer = cache_file.opened(self._file, tables.layout(self._language))
            self._followed = None
        if self._followed is None:
            self._known = tables.digests(self._writer)
        return self._writer

    def _look(self, library: Library, now: datetime) -> None:
        """Compare the index with what is public; costs nothing while that is the same."""
        public = library.snapshot, library.published(now)
        if self._followed and all(a is b for a, b in zip(public, self._followed, strict=True)):
            return
        snapshot, articles = public
        contents: Sequence[Article | Page] = [*snapshot.pages.values(), *reversed(articles)]
        paths = {content.path for content in contents}
        new = [(c.path, c) for c in contents if self._known.get(c.path) != c.digest]
        gone = [(path, None) for path in self._known if path not in paths]
        self._waiting = [*reversed(new), *gone]
        self._followed = public

    def _take_in(
        self,
        writer: sqlite3.Connection,
        library: Library,
        path: str,
        content: Article | Page | None,
    ) -> None:
        tables.drop(writer, path, self._language)  # also what another process put in
        self._known.pop(path, None)
        if content:
            tables.add(writer, content, _entry(library, content), self._language)
            self._known[path] = content.digest
            self._added += 1

    def _give_up(self, fault: Exception) -> None:
        """Compare everything again: with a new file if this one is damaged, else a while later."""
        self._followed = None
        if isinstance(fault, (sqlite3.OperationalError, OSError)):
            log.warning("%s: %s; the search cannot follow the articles", self._file, fault)
            self._retry_at = time.monotonic() + PATIENCE_SECONDS
        else:
            self._is_damaged = True

    def _remove(self) -> None:
        log.warning("%s is damaged; it is thrown away and made anew", self._file)
        self._is_damaged = False
        self.close()
        cache_file.remove(self._file)


def _entry(library: Library, content: Article | Page) -> Entry:
    found: Sequence[Section] = ()
    with suppress(LookupError, OSError):  # its text is lost; its title is not
        found = sectioning.sections(library.body(content), lambda: library.rendered(content))
    return entries.of(content, found)
