"""What each file held when it was read last, kept across restarts and between processes."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from gloss.articles import rows
from gloss.articles.cache import Cache
from gloss.articles.rows import Entry

VERSION = 7  # raise it whenever files are read, or made into articles, in another way
WRITTEN_AT_ONCE = 250  # files in one transaction: some 20 ms, for which others wait
READ_AT_ONCE = 5000
SPARE_BODIES = 1000  # of versions that are gone; an answer under way may still show one

# The names are ours.
NEWER = f"SELECT number, {rows.NAMES} FROM file WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608
KEEP_BODY = "INSERT OR IGNORE INTO body VALUES (?, ?, ?)"
KEEP_FILE = f"INSERT OR REPLACE INTO file ({rows.NAMES}) VALUES ({rows.PLACES})"  # noqa: S608
BODY = "SELECT text FROM body WHERE path = ? AND digest = ?"
SWEEP_FILES = "DELETE FROM file WHERE kind = ?"
SWEEP_BODIES = """
    DELETE FROM body WHERE rowid IN (
        SELECT rowid FROM body
        WHERE digest NOT IN (SELECT digest FROM file WHERE digest NOT NULL)
        ORDER BY rowid DESC LIMIT -1 OFFSET ?
    )"""

News = dict[str, Entry | None]  # by path; ``None``: the file is gone


class Index:
    """Keeps entries, and the body of each last good version: its file may hold a broken one now.

    Every change gets a number of its own, so that other processes find what is new to them.
    """

    def __init__(self, cache: Cache, zone: ZoneInfo) -> None:
        self._cache = cache
        self._zone = zone
        self._newest = 0  # the number of the newest change that is known here
        self._opening = 0  # of the cache, when it was read last
        self._bodies: list[tuple[str, str, str]] = []  # rows that wait for the next flush
        self._files: list[rows.Row] = []

    def news(self) -> News:
        """Read what is new since the last call: everything, at first."""
        found: News = {}
        if self._opening and not self._cache.is_lasting:  # what comes is known here alone
            return found
        for some in self._newer():
            self._newest = some[-1][0]
            try:
                found |= rows.entries(some, self._zone)
            except (ValueError, LookupError, TypeError) as fault:
                self._cache.discard(fault)
                self._newest = 0
                return {}
        self._opening = self._cache.openings
        return found

    def is_made_anew(self) -> bool:
        """Tell whether all was thrown away since it was read, by whomever."""
        self._number()  # opens the file that is there now
        is_other = self._opening not in {0, self._cache.openings}
        return is_other and self._cache.is_lasting

    def start_again(self) -> None:
        """Let the next ``news`` be everything."""
        self._newest = 0

    @property
    def is_whole(self) -> bool:
        """Whether somebody has read every file; else what is here may be a part."""
        return bool(self._cache.rows("SELECT 1 FROM whole"))

    def keep(self, path: str, entry: Entry | None, body: str | None = None) -> None:
        """Keep ``entry`` and the body of the version just read: at the next flush, if not before.

        :param entry: ``None`` if the file is gone.
        :param body: ``None`` if that version cannot be shown.
        """
        if entry and entry.content and body is not None:
            self._bodies.append((path, entry.content.digest, body))
        self._files.append(rows.row(path, entry))
        if len(self._files) >= WRITTEN_AT_ONCE:
            self._write()

    def flush(self) -> None:
        """Write what waits, in one transaction; by whoever is alone, and has read all files."""
        if self._files:
            self._write()
        self._newest = self._number()
        is_same = self._opening == self._cache.openings  # else a part of it may be lost
        if is_same and not self.is_whole:
            self._cache.write(("INSERT INTO whole VALUES (?)", [(True,)]))

    def body(self, path: str, digest: str) -> str | None:
        """Find the body of the version ``digest`` of a file, unless it was lost."""
        found = self._cache.find(BODY, path, digest)
        return found[0][0] if found else None

    def sweep(self, files: int) -> None:
        """Delete what is gone: marks of files, and bodies of versions, once there are many."""
        bodies = sum(count for (count,) in self._cache.rows("SELECT count(*) FROM body"))
        if bodies > files + SPARE_BODIES:
            self._cache.write((SWEEP_BODIES, [(SPARE_BODIES,)]), (SWEEP_FILES, [(rows.GONE,)]))

    def _newer(self) -> Iterator[list[Any]]:
        while some := self._cache.rows(NEWER, self._newest, READ_AT_ONCE):
            yield some

    def _number(self) -> int:
        """Return the number of the newest change; of several tables the first is ours."""
        found = self._cache.rows("SELECT seq FROM sqlite_sequence WHERE name = 'file'")
        return found[0][0] if found else 0

    def _write(self) -> None:
        self._cache.write((KEEP_BODY, self._bodies), (KEEP_FILE, self._files))
        self._bodies, self._files = [], []
