"""Putting a backup back: built beside what is there, which is set aside and never deleted."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine, delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gloss.accounts.models import ModeratorSession, OneTimeLink
from gloss.comments.models import Erasure
from gloss.comments.receipts import personal_data
from gloss.database import MIGRATIONS
from gloss.operation.backups import archive, draft_database, tables
from gloss.operation.backups.archive import Reader, Unusable
from gloss.operation.backups.backing_up import CONTENT, SECRET, SITE, TABLES
from gloss.outbox.models import Fate, Letter
from gloss.settings import Settings

ASIDE = "before-restore-%Y%m%dT%H%M%SZ"
DRAFT = "restoring"  # in the instance folder
UNFINISHED = "restore.unfinished"  # in the instance folder, while two states may be mixed
PERHAPS_SENT = "It comes from a backup, so it may have been sent already."


@dataclass(frozen=True)
class Restored:
    """What was put back, and where the old state is."""

    rows: dict[str, int]
    files: int
    old_database: str
    aside: Path


def restore(engine: Engine, ours: Settings, file: Path, now: datetime) -> Restored:
    """Put the backup ``file`` in place of database, articles, ``site.toml`` and secret.

    All that takes long happens beside the old state; a crash meanwhile leaves that as it was. One
    in the moment in which all takes its place leaves a mixture, which is marked ``UNFINISHED``:
    nobody serves it, and the same restore once more puts it right. Nothing is ever deleted.

    :raises Unusable: the backup cannot be used; nothing was changed.
    :raises OSError: a disk is full or may not be written to.
    """
    aside = ours.instance_dir / now.strftime(ASIDE)
    with archive.verified(file) as backup:
        _require_known(backup.manifest.revision)
        draft = draft_database.beside(engine)
        try:
            fill = partial(_fill, backup)
            finish = partial(_finish, ours, _erased(engine), now)
            draft_database.build(draft, backup.manifest.revision, fill, finish)
            files = _unpack(backup, ours.instance_dir / DRAFT)
            os.sync()  # all that takes over is on disk, also after a power cut
            aside.mkdir()
            (ours.instance_dir / UNFINISHED).write_text(str(file.absolute()))
            old_database = draft.take_over(aside)
        finally:
            draft.discard()
    _put_files_in_place(ours, aside)
    (ours.instance_dir / UNFINISHED).unlink()
    return Restored(backup.manifest.rows, files, old_database, aside)


def interrupted(folder: Path) -> str:
    """Return the backup whose restore into an instance folder was never finished; or nothing."""
    mark = folder / UNFINISHED
    return mark.read_text() if mark.exists() else ""


def _require_known(revision: str) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision not in known:
        raise Unusable("A newer version of Gloss made it: install that one, and restore with it.")


def _fill(backup: Reader, connection: Connection) -> None:
    for table in tables.kept(connection):
        loaded = tables.load(connection, table, backup.lines(f"{TABLES}/{table.name}.jsonl"))
        if loaded != backup.manifest.rows.get(table.name, 0):
            raise Unusable(f"Its table {table.name} is not whole: take an older backup.")


def _leave_the_past(connection: Connection) -> None:
    """Let nobody be signed in by a session that may have ended, and no letter go out twice."""
    connection.execute(delete(ModeratorSession))
    connection.execute(delete(OneTimeLink))
    waiting = update(Letter).where(Letter.fate == Fate.WAITING)
    connection.execute(waiting.values(fate=Fate.GIVEN_UP, trouble=PERHAPS_SENT))


def _erased(engine: Engine) -> Sequence[Erasure]:
    """Read what was erased in the database that is replaced, if it can be read at all."""
    try:
        with Session(engine, expire_on_commit=False) as session:
            return personal_data.erased(session)
    except DBAPIError:  # it is lost, or of an older version
        return []


def _finish(
    ours: Settings, erased: Sequence[Erasure], now: datetime, connection: Connection
) -> None:
    """Leave the past, and let nobody who was erased since the backup come back by it."""
    _leave_the_past(connection)
    ours.init_app(current_app)
    with Session(connection) as session:
        personal_data.erase_again(session, erased, now)
        session.flush()  # in the transaction of ``connection``, which the caller commits


def _unpack(backup: Reader, folder: Path) -> int:
    """Write the files of the backup into ``folder``; return how many."""
    shutil.rmtree(folder, ignore_errors=True)
    names = [name for name in backup.manifest.members if not name.startswith(f"{TABLES}/")]
    for name in names:
        backup.copy(name, folder / name)
    (folder / CONTENT).mkdir(parents=True, exist_ok=True)
    return len(names)


def _put_files_in_place(ours: Settings, aside: Path) -> None:
    draft = ours.instance_dir / DRAFT
    ours.content_dir.mkdir(parents=True, exist_ok=True)
    _move_all(ours.content_dir, aside / CONTENT)  # the folder itself may be a mount
    _move_all(draft / CONTENT, ours.content_dir)
    for name, place in {SITE: ours.site_file, SECRET: ours.instance_dir / SECRET}.items():
        if (draft / name).exists():
            if place.exists():
                shutil.move(place, aside / name)
            shutil.move(draft / name, place)
    shutil.rmtree(draft)


def _move_all(source: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    for entry in source.iterdir():
        shutil.move(entry, to / entry.name)
