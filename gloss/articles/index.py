"""What each file held when it was read last, kept across restarts."""

from collections.abc import Iterable, Iterator
from types import NoneType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from gloss.articles.article import Article, Page
from gloss.articles.cache import Cache
from gloss.articles.files import State
from gloss.articles.problems import Problem

VERSION = 4  # raise it whenever files are read, or made into articles, in another way
WRITTEN_AT_ONCE = 250  # files in one transaction: some 20 ms, for which others wait
SPARE_BODIES = 1000  # of versions that are gone; an answer under way may still show one

KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Article, Page, NoneType)
}
PROBLEMS = TypeAdapter(tuple[Problem, ...])

READ_FILES = """
    SELECT rowid, path, state, kind, content, problems FROM file
    WHERE rowid > ? ORDER BY rowid LIMIT 1000"""
KEEP_BODY = "INSERT OR IGNORE INTO body VALUES (?, ?)"
KEEP_FILE = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)"
SWEEP_BODIES = """
    DELETE FROM body WHERE rowid IN (
        SELECT rowid FROM body
        WHERE digest NOT IN (SELECT digest FROM file WHERE digest NOT NULL)
        ORDER BY rowid DESC LIMIT -1 OFFSET ?
    )"""


class Entry(NamedTuple):
    """What is known of one file."""

    state: State  # of the newest version
    content: Article | Page | None  # of the last good version
    problems: tuple[Problem, ...]  # of the newest version


class Index:
    """Keeps entries, and the body of each last good version: its file may hold a broken one now."""

    def __init__(self, cache: Cache, zone: ZoneInfo) -> None:
        self._cache = cache
        self._context = {"zone": zone}
        self._bodies: list[tuple[str, str]] = []  # rows that wait for the next flush
        self._files: list[tuple[object, ...]] = []

    def entries(self) -> dict[str, Entry]:
        """Read all entries, by path; none if they cannot be understood."""
        try:
            entries = {path: self._entry(*columns) for _, path, *columns in self._rows()}
        except (ValueError, LookupError, TypeError) as fault:
            self._cache.discard(fault)
            return {}
        self._sweep(len(entries))
        return entries

    def keep(self, path: str, entry: Entry, body: str | None) -> None:
        """Keep ``entry`` and the body of the version just read: at the next flush, if not before.

        :param body: ``None`` if that version cannot be shown.
        """
        if entry.content and body is not None:
            self._bodies.append((entry.content.digest, body))
        self._files.append(_row(path, entry))
        if len(self._files) >= WRITTEN_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._files:
            self._cache.write((KEEP_BODY, self._bodies), (KEEP_FILE, self._files))
            self._bodies, self._files = [], []

    def forget(self, paths: Iterable[str]) -> None:
        """Drop the entries of files that are gone."""
        if rows := [(path,) for path in paths]:
            self._cache.write(("DELETE FROM file WHERE path = ?", rows))

    def body(self, digest: str) -> str | None:
        """Find the body of the version ``digest``, unless it was lost."""
        rows = self._cache.rows("SELECT text FROM body WHERE digest = ?", digest)
        return rows[0][0] if rows else None

    def _rows(self) -> Iterator[list[Any]]:
        last = -1
        while rows := self._cache.rows(READ_FILES, last):
            yield from rows
            last = rows[-1][0]

    def _sweep(self, files: int) -> None:
        """Delete bodies of versions that are gone, once there are many."""
        bodies = sum(count for (count,) in self._cache.rows("SELECT count(*) FROM body"))
        if bodies > files + SPARE_BODIES:
            self._cache.write((SWEEP_BODIES, [(SPARE_BODIES,)]))

    def _entry(self, state: str, kind: str, content: bytes, problems: bytes) -> Entry:
        return Entry(
            state,
            KINDS[kind].validate_json(content, context=self._context),
            PROBLEMS.validate_json(problems),
        )


def _row(path: str, entry: Entry) -> tuple[object, ...]:
    state, content, problems = entry
    kind = type(content).__name__
    packed = KINDS[kind].dump_json(content), PROBLEMS.dump_json(problems)
    return path, state, kind, content and content.digest, *packed
