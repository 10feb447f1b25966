"""A database that is built beside the one in use, and takes its place in one step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Engine, make_url, text

from gloss import database

DRAFT = "restoring"
Work = Callable[[Connection], None]
SQLITE_FILES = ("", "-wal", "-shm")  # behind the name of the database


class DraftDatabase(Protocol):
    """Where a database is being built."""

    url: str

    def take_over(self, aside: Path) -> str:
        """Put the draft in place of the old database; return where that one is now.

        :param aside: the folder of what is set aside; its name is free.
        """

    def discard(self) -> None:
        """Remove what is left of the draft, if it did not take over."""


def beside(engine: Engine) -> DraftDatabase:
    """Describe a draft beside the database of ``engine``; an older draft is removed."""
    is_sqlite = engine.dialect.name == "sqlite"
    draft: DraftDatabase = _SqliteDraft(engine) if is_sqlite else _PostgresDraft(engine)
    draft.discard()
    return draft


def build(draft: DraftDatabase, revision: str, fill: Work, finish: Work) -> None:
    """Make the tables of ``revision``, ``fill`` them, migrate to the newest, and ``finish``."""
    app = Flask(DRAFT)
    app.config["SQLALCHEMY_DATABASE_URI"] = draft.url
    database.init_app(app)
    with app.app_context(), _closed_afterwards(database.db.engine) as engine:
        flask_migrate.upgrade(revision=revision)
        with engine.begin() as connection:
            fill(connection)
        flask_migrate.upgrade()
        with engine.begin() as connection:
            finish(connection)


@contextmanager
def _closed_afterwards(engine: Engine) -> Iterator[Engine]:
    """Close all connections of ``engine`` at the end of the block."""
    try:
        yield engine
    finally:
        engine.dispose()


class _SqliteDraft:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file = Path(str(engine.url.database))
        self._draft = self._file.with_name(f"{self._file.name}.{DRAFT}")
        self.url = f"sqlite:///{self._draft}"

    def take_over(self, aside: Path) -> str:
        self._engine.dispose()
        for end in SQLITE_FILES:
            old = Path(f"{self._file}{end}")
            if old.exists():
                old.rename(aside / old.name)
        self._draft.rename(self._file)
        return str(aside / self._file.name)

    def discard(self) -> None:
        for end in SQLITE_FILES:
            Path(f"{self._draft}{end}").unlink(missing_ok=True)


class _PostgresDraft:
    """A schema of the same database: renaming two schemas is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        path = {"options": f"-csearch_path={DRAFT}"}
        url = make_url(str(engine.url.render_as_string(hide_password=False)))
        self.url = url.update_query_dict(path).render_as_string(hide_password=False)

    def take_over(self, aside: Path) -> str:
        kept = aside.name.replace("-", "_").lower()
        with self._engine.begin() as connection:
            current = connection.scalar(text("SELECT current_schema()"))
            connection.execute(text(f'ALTER SCHEMA "{current}" RENAME TO "{kept}"'))
            connection.execute(text(f'ALTER SCHEMA "{DRAFT}" RENAME TO "{current}"'))
        self._engine.dispose()
        return f"the schema {kept} of the database"

    def discard(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{DRAFT}" CASCADE'))
            connection.execute(text(f'CREATE SCHEMA "{DRAFT}"'))
