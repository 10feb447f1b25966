"""Bringing the database up to date: one at a time, with a backup first, wholly or not at all."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from gloss.database import MIGRATIONS, UNAVAILABLE
from gloss.operation.backups import backing_up, tables
from gloss.settings import Settings

LOCK_FILE = "upgrade.lock"  # in the instance folder
LOCK_NUMBER = 20_261_126  # of PostgreSQL's advisory locks; any that nobody else uses
BACKUPS = "backups"
NAME = "before-{revision}-%Y%m%dT%H%M%S%fZ.tar.gz"  # two starts in one second make two


class TooNew(Exception):
    """A newer version of Gloss has worked on this database."""


class Away(Exception):
    """The database does not answer, or lies where nothing can be written: it is as it was."""


def upgrade(engine: Engine, ours: Settings, now: datetime) -> Path | None:
    """Migrate the database to this version's tables; of several nodes one does, the others wait.

    All migrations are one transaction, so that one that fails leaves everything as it was.

    :returns: the backup that was made before, if there was anything to migrate and to keep.
    :raises TooNew: nothing was done. :raises OSError: nothing was done, for want of a backup.
    :raises Away: nothing was done, and nobody knows whether anything has to be.
    """
    with _one_at_a_time(engine, ours.instance_dir):
        reached, newest = _reached(engine), _newest()
        if reached == newest:
            return None
        backup = _backed_up(engine, ours, newest, now) if reached else None
        flask_migrate.upgrade()
    return backup


def _reached(engine: Engine) -> str:
    try:
        with engine.connect() as connection:
            reached = tables.revision(connection)
    except UNAVAILABLE as fault:
        raise Away(str(fault.orig if isinstance(fault, DBAPIError) else fault)) from fault
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if reached and reached not in known:
        raise TooNew(reached)
    return reached


def _newest() -> str:
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _backed_up(engine: Engine, ours: Settings, revision: str, now: datetime) -> Path:
    folder = ours.instance_dir / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / now.strftime(NAME.format(revision=revision))
    backing_up.back_up(engine, ours, file, now)
    return file


@contextmanager
def _one_at_a_time(engine: Engine, folder: Path) -> Iterator[None]:
    with ExitStack() as until_done:
        try:
            until_done.enter_context(_locked(engine, folder))
        except (OSError, *UNAVAILABLE) as fault:
            raise Away(str(fault.orig if isinstance(fault, DBAPIError) else fault)) from fault
        yield


@contextmanager
def _locked(engine: Engine, folder: Path) -> Iterator[None]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:  # its end lets go of the lock
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK_NUMBER})"))
            yield
            connection.execute(text(f"SELECT pg_advisory_unlock({LOCK_NUMBER})"))
    else:
        with (folder / LOCK_FILE).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
