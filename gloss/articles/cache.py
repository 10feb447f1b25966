"""Derived data, which may vanish at any time: that costs time, nothing else."""

import logging
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias
from weakref import finalize

from gloss.articles import cache_file, rows

Change: TypeAlias = tuple[str, Sequence[tuple[object, ...]]]  # a statement, and its rows

SCHEMA = (
    f"CREATE TABLE file (number INTEGER PRIMARY KEY AUTOINCREMENT, {', '.join(rows.COLUMNS)})",
    "CREATE TABLE whole (is_whole)",  # a row, once every file was read
    "CREATE TABLE body (path TEXT, digest TEXT, text, PRIMARY KEY (path, digest))",
    "CREATE TABLE rendered (digest TEXT PRIMARY KEY, renderer, value)",
    """CREATE TABLE picture (
        number INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, state, outcome)""",
)
COPIES = (  # how to read what was kept in memory, and how to keep it in a file; the names are ours
    ("SELECT path, digest, text FROM body", "INSERT OR REPLACE INTO body VALUES (?, ?, ?)"),
    (
        "SELECT digest, renderer, value FROM rendered",
        "INSERT OR REPLACE INTO rendered VALUES (?, ?, ?)",
    ),
    (
        "SELECT path, state, outcome FROM picture",
        "INSERT OR REPLACE INTO picture (path, state, outcome) VALUES (?, ?, ?)",
    ),
    (
        f"SELECT {rows.NAMES} FROM file",  # noqa: S608
        f"INSERT OR REPLACE INTO file ({rows.NAMES}) VALUES ({rows.PLACES})",  # noqa: S608
    ),
)
FIRST_PAUSE_SECONDS = 10.0  # before the file is tried again; doubled each time
LONGEST_PAUSE_SECONDS = 3600.0
MOST_FORMER = 2  # connections
log = logging.getLogger("gloss.articles")


class Cache:
    """Tables that outlive the process if they can, and are in memory as long as they cannot.

    A file that is damaged, or was made for something else, is thrown away; one that somebody
    deleted is made anew. Safe between threads.
    """

    def __init__(self, file: Path | None, purpose: str) -> None:
        """Describe a cache; nothing is opened before it is used.

        :param file: ``None`` keeps everything in memory.
        :param purpose: all that the data depends on beside the articles.
        """
        self.is_lasting = file is not None  # whether what is written outlives the process
        self.openings = 0  # whenever it grows, what was written before may be lost
        self._file = file
        self._layout = cache_file.layout(SCHEMA, purpose)
        self._connections: list[sqlite3.Connection] = []  # the first is written; all are read
        self._former: list[sqlite3.Connection] = []  # what they hold may be nowhere else
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._retry_at = 0.0  # on the monotonic clock
        self._inode: int | None = None  # of the file that is open
        self._lock = Lock()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return what ``query`` finds, the newest first: nothing, if it was lost."""
        with self._lock:
            try:
                found = (db.execute(query, values).fetchall() for db in self._opened())
                return [row for rows in found for row in rows]
            except sqlite3.Error as fault:
                self._start_afresh(fault)
                return []

    def find(self, query: str, *key: str) -> list[Any]:
        """Return what has a key that can mean one thing only, also if its file was deleted."""
        found = self.rows(query, *key)
        with self._lock:
            for former in () if found else self._former:
                with suppress(sqlite3.Error):
                    found += former.execute(query, key).fetchall()
        return found

    def write(self, *changes: Change) -> None:
        """Run each statement with each of its rows, all in one transaction."""
        with self._lock:
            self._write(changes)

    def discard(self, reason: Exception) -> None:
        """Throw everything away, because it cannot be understood."""
        with self._lock:
            self._start_afresh(reason)

    def _write(self, changes: Iterable[Change]) -> None:
        newest = self._opened()[0]
        try:
            with newest:
                for statement, rows in changes:
                    newest.executemany(statement, rows)
        except sqlite3.OperationalError as fault:  # the disk is full, or was made read-only
            self._go_on_in_memory(fault)
            self._write(changes)
        except sqlite3.DatabaseError as fault:
            self._start_afresh(fault)
            self._write(changes)

    def _opened(self) -> list[sqlite3.Connection]:
        if self._is_replaced():
            self._leave()
        elif self._is_worth_a_try():
            self._come_back()
        if not self._connections:
            try:
                self._inode = self._inode_now()
                self._put_first(cache_file.opened(self._file, self._layout))
                self._inode = self._inode or self._inode_now()
            except (OSError, sqlite3.Error) as fault:
                self._go_on_in_memory(fault)
        return self._connections

    def _is_replaced(self) -> bool:
        """Tell whether the file that is open here was deleted; there may be another by now."""
        if not self.is_lasting or not self._connections:
            return False
        return self._inode_now() != self._inode

    def _inode_now(self) -> int | None:
        with suppress(OSError):
            return self._file.stat().st_ino if self._file else None
        return None

    def _go_on_in_memory(self, fault: Exception) -> None:
        """Keep what comes in memory; what the file holds can still be read, if anything can."""
        log.warning("%s: %s; what comes is kept in memory", self._file, fault)
        self.is_lasting = False
        self._pause()
        self._put_first(cache_file.opened(None, self._layout))

    def _is_worth_a_try(self) -> bool:
        return bool(self._file and not self.is_lasting and time.monotonic() >= self._retry_at)

    def _come_back(self) -> None:
        """Go on in the file, if what was kept in memory can be written there now."""
        try:
            file = cache_file.opened(self._file, self._layout)
        except (OSError, sqlite3.Error):
            self._pause()
            return
        try:
            with file:
                for read, keep in COPIES:
                    file.executemany(keep, self._connections[0].execute(read))
        except sqlite3.Error:
            file.close()
            self._pause()
            return
        self._leave()
        self._inode = self._inode_now()
        self._put_first(file)
        self.is_lasting = True

    def _pause(self) -> None:
        """Leave the file alone, each time twice as long."""
        self._retry_at = time.monotonic() + self._pause_seconds
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)

    def _put_first(self, connection: sqlite3.Connection) -> None:
        self.openings += 1
        finalize(self, connection.close)  # Python 3.13 warns of what is left open
        self._connections.insert(0, connection)

    def _start_afresh(self, reason: Exception) -> None:
        log.warning("%s is thrown away and made anew: %r", self._file, reason)
        self._close()
        if self._file:
            try:
                cache_file.remove(self._file)
            except OSError as fault:
                self._go_on_in_memory(fault)

    def _leave(self) -> None:
        """Write elsewhere from now on; what is here can still be found by its key."""
        self._former[:0] = self._connections
        self._connections = []
        while len(self._former) > MOST_FORMER:
            self._former.pop().close()

    def _close(self) -> None:
        while self._connections:
            with suppress(sqlite3.Error):
                self._connections.pop().close()
