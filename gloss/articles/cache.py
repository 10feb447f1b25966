"""Derived data, which may vanish at any time: that costs time, nothing else."""

import logging
import sqlite3
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
    "CREATE TABLE body (digest TEXT PRIMARY KEY, text)",
    "CREATE TABLE rendered (digest TEXT PRIMARY KEY, renderer, value)",
    """CREATE TABLE picture (
        number INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, state, outcome)""",
)
log = logging.getLogger("gloss.articles")


class Cache:
    """Tables that outlive the process if they can, and are in memory if not.

    A file that is damaged, or was made for something else, is thrown away. Safe between threads.
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
            self._close()
        if not self._connections:
            try:
                self._inode = self._inode_now()
                self._put_first(cache_file.opened(self._file, self._layout))
                self._inode = self._inode or self._inode_now()
            except (OSError, sqlite3.Error) as fault:
                self._go_on_in_memory(fault)
        return self._connections

    def _is_replaced(self) -> bool:
        """Tell whether another process threw the file away that is open here, and made another."""
        if not self.is_lasting or not self._connections:
            return False
        return self._inode_now() not in {None, self._inode}

    def _inode_now(self) -> int | None:
        with suppress(OSError):
            return self._file.stat().st_ino if self._file else None
        return None

    def _go_on_in_memory(self, fault: Exception) -> None:
        """Keep what comes in memory; what the file holds can still be read, if anything can."""
        log.warning("%s: %s; what comes is kept in memory", self._file, fault)
        self.is_lasting = False
        self._put_first(cache_file.opened(None, self._layout))

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

    def _close(self) -> None:
        while self._connections:
            with suppress(sqlite3.Error):
                self._connections.pop().close()
