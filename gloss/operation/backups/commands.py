"""``flask backup``, ``flask restore`` and ``flask upgrade``."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from alembic.util import CommandError
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from gloss import clock, database, heartbeats, settings
from gloss.operation import presence, upgrading
from gloss.operation.backups import backing_up, restoring
from gloss.operation.backups.archive import Unusable
from gloss.operation.backups.restoring import Restored

A_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=A_FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Write database, articles, site.toml and secret to FILE, while the site serves.

    Whoever can read FILE can read mailboxes and sign as the site: keep it as private as a password.
    """
    now = clock.now()
    try:
        rows = backing_up.back_up(database.db.engine, settings.current(), file, now)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already. Name a new file.") from None
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}.") from None
    except database.UNAVAILABLE:
        raise click.ClickException("The database does not answer: nothing was written.") from None
    _note(now)
    click.echo(f"{file}: {sum(rows.values()):,} rows of {len(rows)} tables, and all files.")


@click.command()
@click.argument("file", type=A_FILE)
@with_appcontext
def restore(file: Path) -> None:
    """Put the site back as it was when FILE was made; the present state is set aside.

    Stop Gloss first, on every node. Moderators have to sign in anew, and letters that waited when
    the backup was made are not sent again.
    """
    ours = settings.current()
    try:
        with presence.alone(ours.instance_dir):
            done = restoring.restore(database.db.engine, ours, file, clock.now())
    except presence.InUse:
        raise click.ClickException("Gloss is running on this folder. Stop it first.") from None
    except Unusable as flaw:
        raise click.ClickException(f"Nothing was changed. {flaw}") from None
    except (OSError, SQLAlchemyError) as fault:
        raise click.ClickException(f"This could not be finished: {fault}") from None
    _tell(done)


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database up to date with this version of Gloss; a backup is made before."""
    try:
        made = upgraded()
    except upgrading.Away as fault:
        raise click.ClickException(f"The database cannot be used ({fault}). Mend that.") from None
    click.echo(f"The database is up to date. Backup: {made}" if made else "It is up to date.")


def upgraded() -> Path | None:
    """Bring the database up to date; return the backup that was made, if one was.

    :raises click.ClickException: why not, and what to do; the database is as it was.
    :raises upgrading.Away: it does not answer, or cannot be written.
    """
    try:
        return upgrading.upgrade(database.db.engine, settings.current(), clock.now())
    except upgrading.TooNew:
        raise click.ClickException(
            "A newer version of Gloss has worked on this database. Install that version, or "
            "restore the backup that it made in INSTANCE_DIR/backups."
        ) from None
    except OSError as fault:
        raise click.ClickException(
            f"No backup could be made ({fault}), so nothing was upgraded. Make room and try again."
        ) from None
    except (SQLAlchemyError, CommandError, AssertionError) as fault:
        raise click.ClickException(
            f"The database could not be brought up to date, and is as it was: {fault}"
        ) from fault


def _note(now: datetime) -> None:
    """Let moderators know of a backup; it is one even if that cannot be written down."""
    with suppress(database.Unavailable, *database.UNAVAILABLE):
        database.write(lambda session: heartbeats.backed_up(session, now), is_public=False)


def _tell(done: Restored) -> None:
    click.echo(f"Restored {sum(done.rows.values()):,} rows and {done.files} files.")
    click.echo(f"The old database is {done.old_database}; the old files are in {done.aside}.")
