"""One SQLite file for several processes: opened if it is ours, and made anew if it is not."""

import fcntl
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_TIMEOUT_SECONDS = 5  # how long a write waits for another process, whose writes take 20 ms
DURABILITY = "PRAGMA synchronous = NORMAL"  # a power cut may lose the newest, and damages nothing
SCHEMA = (
    "CREATE TABLE file (path TEXT PRIMARY KEY, state, kind, digest, content, problems)",
    "CREATE TABLE body (digest TEXT PRIMARY KEY, text)",
    "CREATE TABLE rendered (digest TEXT PRIMARY KEY, renderer, value)",
    """CREATE TABLE picture (
        number INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, state, outcome)""",
)
log = logging.getLogger("gloss.articles")


def opened(file: Path | None, version: int) -> sqlite3.Connection:
    """Open ``file``; one that is damaged or has another version is replaced by an empty one.

    :param file: ``None`` opens tables in memory.
    :param version: 31 bits.
    :raises OSError: or ``sqlite3.Error``, if it can be neither opened nor made.
    """
    if file is None:
        return _made(":memory:", version)
    with _alone(file):
        return _usable(file, version) or _made(file, version)


def remove(file: Path) -> None:
    """Remove ``file``; who has it open can go on reading it.

    :raises OSError: if it cannot be removed.
    """
    with _alone(file):
        _remove(file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let one process at a time open, make or remove ``file``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _usable(file: Path, version: int) -> sqlite3.Connection | None:
    """Open ``file`` if it is ours; remove it if it is something else."""
    connection = _connected(file)
    try:
        if connection.execute("PRAGMA user_version").fetchone() == (version,):
            connection.execute(DURABILITY)
            return connection
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as fault:
        log.warning("%s is thrown away and made anew: %r", file, fault)
    connection.close()
    _remove(file)
    return None


def _made(file: Path | str, version: int) -> sqlite3.Connection:
    connection = _connected(file)
    connection.execute("PRAGMA journal_mode = WAL")  # readers never wait for a writer
    connection.execute(DURABILITY)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
    return connection


def _connected(file: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(
        file,
        timeout=BUSY_TIMEOUT_SECONDS,
        isolation_level="IMMEDIATE",
        check_same_thread=False,  # one thread at a time is enough
    )


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
