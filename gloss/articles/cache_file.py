"""One SQLite file for several processes: opened if it is ours, and made anew if it is not."""

import fcntl
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

BUSY_TIMEOUT_SECONDS = 5  # how long a write waits for another process, whose writes take 20 ms
PRAGMAS = (
    "PRAGMA synchronous = NORMAL",  # a power cut may lose the newest, and damages nothing
    "PRAGMA wal_autocheckpoint = 8192",  # pages, 32 MB; only then is a disk waited for
)
log = logging.getLogger("gloss.articles")


class Layout(NamedTuple):
    """What a file holds: its tables, and a number that only such a file has."""

    schema: tuple[str, ...]  # statements
    version: int  # 31 bits


def layout(schema: tuple[str, ...], purpose: str) -> Layout:
    """Give ``schema`` a number together with ``purpose``: all that the data depends on."""
    return Layout(schema, crc32(f"{schema} {purpose}".encode()) >> 1)


def opened(file: Path | None, layout: Layout) -> sqlite3.Connection:
    """Open ``file``; one that is damaged or has another layout is replaced by an empty one.

    :param file: ``None`` opens tables in memory.
    :raises OSError: or ``sqlite3.Error``, if it can be neither opened nor made.
    """
    if file is None:
        return _made(":memory:", layout)
    with _alone(file):
        return _usable(file, layout.version) or _made(file, layout)


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
            return _set_up(connection)
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as fault:
        log.warning("%s is thrown away and made anew: %r", file, fault)
    connection.close()
    _remove(file)
    return None


def _made(file: Path | str, layout: Layout) -> sqlite3.Connection:
    connection = _connected(file)
    connection.execute("PRAGMA journal_mode = WAL")  # readers never wait for a writer
    with _set_up(connection):
        connection.execute("BEGIN IMMEDIATE")
        for statement in layout.schema:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {layout.version}")
    return connection


def _set_up(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in PRAGMAS:
        connection.execute(pragma)
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
