"""The database: its models' base, time in UTC, SQLite's pragmas, and the one door for writes."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, TypeVar

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    bindparam,
    event,
    exc,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator
from werkzeug.local import LocalProxy

from gloss.group_commit import STORAGE_FAULTS, GroupCommit
from gloss.prepared import Prepared, told

T = TypeVar("T")

BUSY_TIMEOUT_SECONDS = 5  # how long a writer waits for another before it says so
ANSWER_SECONDS = 10  # how long PostgreSQL may take for one statement of somebody who waits
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never wait for a writer
    "PRAGMA synchronous = FULL",  # once a comment is confirmed, a power cut cannot lose it
    "PRAGMA foreign_keys = ON",
)
DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
UNAVAILABLE = STORAGE_FAULTS

written = Event()  # set by each public write of this process; who follows changes clears it


class Unavailable(Exception):
    """The database is locked, down or full: nothing was stored."""


class Model(DeclarativeBase):
    """The base of all tables; constraints get names that migrations can use."""

    __table__: ClassVar[Table]
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which knows no zones, keeps it bare."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; hand the rest over in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(metadata=Model.metadata)


def init_app(app: Flask) -> None:
    """Connect ``app`` to its database and its migrations."""
    is_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    patience = "timeout" if is_sqlite else "connect_timeout"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "connect_args": {patience: BUSY_TIMEOUT_SECONDS},
        "hide_parameters": True,  # faults are logged, and must not quote what people typed
        "pool_pre_ping": not is_sqlite,
        "pool_timeout": BUSY_TIMEOUT_SECONDS,
    }
    db.init_app(app)
    app.extensions["migrate"] = LocalProxy(partial(_migrations, app))
    with app.app_context():
        if is_sqlite:
            _prepare_sqlite(db.engine)
            _send_savepoints_as_they_are(db.engine.dialect)
            together = GroupCommit(db.engine)
            commits: tuple[Any, Any] = together.run, together.run_bare
        else:
            commits = partial(_commit_alone, db.engine), partial(_commit_alone_bare, db.engine)
            app.extensions["gloss.patience"] = _patience(db.engine)
    app.extensions["gloss.commit"], app.extensions["gloss.commit_bare"] = commits


def let_nobody_wait(app: Flask) -> None:
    """Give up statements that take longer than visitors wait: for processes that serve them.

    SQLite has its own limit, and upgrades and backups take as long as they take.
    """
    patience = app.extensions.get("gloss.patience")
    if patience:
        patience.answer_seconds = ANSWER_SECONDS


def write(work: Callable[[Session], T], *, is_public: bool = True) -> T:
    """Run ``work`` in one transaction and commit it: the only place that commits.

    :param work: takes a session and returns plain values, not rows. Whatever it raises undoes it.
    :param is_public: whether readers may see a change; else no page is looked at again for it.
    :raises Unavailable: nothing was stored, because the database is locked, down or full.
    """
    commit: Callable[[Callable[[Session], T]], T] = current_app.extensions["gloss.commit"]
    return _written(commit, work, is_public=is_public)


def write_bare(work: Callable[[Connection], T], *, is_public: bool = True) -> T:
    """Do the same as ``write`` for a work that runs statements of its own, and maps no rows.

    For what comes so often that a session, which takes longer than two inserts, is felt.
    """
    commit: Callable[[Callable[[Connection], T]], T] = current_app.extensions["gloss.commit_bare"]
    return _written(commit, work, is_public=is_public)


def _migrations(app: Flask) -> object:
    """Prepare ``app`` for Flask-Migrate, which calls this when it first looks for its extension."""
    from flask_migrate import Migrate  # noqa: PLC0415 (no server needs Alembic, which loads slowly)

    Migrate(app, db, directory=str(MIGRATIONS))
    return app.extensions["migrate"]


def _written(
    commit: Callable[[Callable[[Any], T]], T], work: Callable[[Any], T], *, is_public: bool
) -> T:
    if db.session.registry.has():
        db.session.rollback()  # what this request reads from now on includes what is written here
    try:
        return commit(work)
    except UNAVAILABLE as fault:
        cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
        raise Unavailable(str(cause)) from fault
    finally:
        if is_public:
            written.set()


def insert_if_new(session: Session | Connection, model: type[Model], **values: object) -> bool:
    """Insert a row unless one with the same key exists, in one atomic statement.

    Of two transactions that insert the same key at once, the second waits for the first.

    :returns: whether this call inserted it.
    """
    connection = session.connection() if isinstance(session, Session) else session
    insertion = _insertion_if_new(model, connection.dialect.name, tuple(values))
    return insertion.run(connection, values) == 1


@cache
def _insertion_if_new(model: type[Model], dialect: str, columns: tuple[str, ...]) -> Prepared:
    given: dict[str, Any] = {name: bindparam(name) for name in columns}
    insertion = DIALECTS[dialect].insert(model.__table__).values(given).on_conflict_do_nothing()
    return Prepared(insertion)


def insert_all_new(session: Session, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of ``rows`` whose keys do not exist, thousands a second."""
    dialect = DIALECTS[session.get_bind().dialect.name]
    session.execute(dialect.insert(model).on_conflict_do_nothing(), rows)


def upsert(session: Session, model: type[Model], **values: object) -> None:
    """Insert a row, or change the one with the same primary key, in one atomic statement."""
    table = model.__table__
    insertion = DIALECTS[session.get_bind().dialect.name].insert(table).values(values)
    key = [column.name for column in inspect(model).primary_key]
    changed = {name: insertion.excluded[name] for name in values if name not in key}
    session.execute(insertion.on_conflict_do_update(index_elements=key, set_=changed))


def _commit_alone(engine: Engine, work: Callable[[Session], T]) -> T:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


def _commit_alone_bare(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _patience(engine: Engine) -> object:
    from gloss.patience import Patience  # noqa: PLC0415 (psycopg loads slowly)

    return Patience(engine, connect_seconds=BUSY_TIMEOUT_SECONDS)


def _prepare_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy, not the driver, begin transactions: writers IMMEDIATE, readers deferred."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "handle_error")
    def tell_of_the_file(context: ExceptionContext) -> None:
        fault = context.original_exception
        if type(fault) is sqlite3.DatabaseError:
            raise told(fault, context.statement)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get("begin", "BEGIN")
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (narrows the type)
        try:  # not by SQLAlchemy, which takes ten times as long
            driver.execute(statement)
        except sqlite3.Error as fault:
            raise told(fault, statement) from fault


def _send_savepoints_as_they_are(dialect: Dialect) -> None:
    """Spare SQLAlchemy to compile each savepoint anew, which takes longer than an insert."""

    def savepoint(connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"SAVEPOINT {name}")

    def release(connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"RELEASE {name}")

    dialect.do_savepoint = savepoint  # type: ignore[method-assign]
    dialect.do_release_savepoint = release  # type: ignore[method-assign]
