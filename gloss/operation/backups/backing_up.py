"""Making a backup while the site serves: one moment of the database, and the files beside it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table

from gloss import settings
from gloss.operation.backups import archive, tables
from gloss.operation.backups.archive import Writer
from gloss.settings import Settings

TABLES, CONTENT, SITE, SECRET = "tables", "content", "site.toml", settings.SECRET_FILE


def back_up(engine: Engine, ours: Settings, file: Path, now: datetime) -> dict[str, int]:
    """Write database, articles, ``site.toml`` and the kept secret to ``file``.

    All tables are read in one transaction, which no writer waits for.

    :returns: how many rows each table has. :raises OSError: nothing is at ``file`` then.
    """
    with archive.written(file) as backup, _one_moment(engine) as connection:
        rows = {table.name: _add(backup, connection, table) for table in tables.kept(connection)}
        for name, source in _files(ours):
            with suppress(FileNotFoundError):  # gone since it was listed
                backup.add(name, _pieces(source))
        backup.close_with(now.isoformat(), tables.revision(connection), rows)
    return rows


def _one_moment(engine: Engine) -> Connection:
    """Connect so that all that is read is of one moment; SQLite's transactions are so anyway."""
    is_postgres = engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ"} if is_postgres else {}
    return engine.connect().execution_options(**options)


def _add(backup: Writer, connection: Connection, table: Table) -> int:
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in tables.lines(connection, table):
            count += 1
            yield line.encode()

    backup.add(f"{TABLES}/{table.name}.jsonl", counted())
    return count


def _files(ours: Settings) -> Iterator[tuple[str, Path]]:
    """Yield what a backup holds beside the tables: the name in it, and where it is."""
    root = ours.content_dir.resolve()
    for folder, _, names in os.walk(root):
        for file in (Path(folder, name) for name in sorted(names)):
            if file.is_file() and file.resolve().is_relative_to(root):
                yield f"{CONTENT}/{file.relative_to(root).as_posix()}", file
    kept = {SITE: ours.site_file, SECRET: ours.instance_dir / SECRET}
    yield from ((name, file) for name, file in kept.items() if file.is_file())


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from archive.pieces(stream)
