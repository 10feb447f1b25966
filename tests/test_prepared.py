"""Statements that skip SQLAlchemy's way to the driver: the same rows, and the same faults."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import Connection, bindparam, exc, insert, select, text, update
from sqlalchemy.orm import Session

from gloss import database, prepared
from gloss.captcha.models import SpentChallenge
from gloss.comments.models import Comment, State, Thread
from gloss.prepared import Prepared

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMMENT = {
    "author_name": "Ada's “100 %” :name ?",
    "text": "Ünïcode, 100 %s",
    "state": State.SPAM,
    "reasons": ["holds 3 links"],
    "network": "",
    "receipt": "r",
    "posted_at": NOON.astimezone(timezone(timedelta(hours=9))),
}


def insertion() -> Prepared:
    comment = Comment.__table__
    given = {n: bindparam(n, type_=comment.c[n].type) for n in ("thread_id", *COMMENT)}
    fresh = {"version": 1, "answers": 0, "is_shown": False, "wants_letters": True}
    return Prepared(insert(comment).values(given | fresh | {"open_reports": 0}))


def keep(connection: Connection) -> int:
    database.insert_if_new(connection, Thread, article_id="a", approved_count=0, revision=0)
    thread_id = connection.scalar(select(Thread.id))
    return insertion().run(connection, COMMENT | {"thread_id": thread_id})


def test_a_row_is_what_sqlalchemy_reads_again(app: Flask) -> None:
    assert database.write_bare(keep) == 1
    kept = database.db.session.scalars(select(Comment)).one()
    assert {name: getattr(kept, name) for name in COMMENT} == COMMENT


def test_it_tells_how_many_rows_it_wrote(app: Flask) -> None:
    state = bindparam("state", type_=Comment.__table__.c.state.type)
    table = Comment.__table__
    marking = Prepared(update(table).where(table.c.state == state).values(version=2))
    database.write_bare(keep)
    marked = [
        database.write_bare(lambda c, s=state: marking.run(c, {"state": s}))  # type: ignore[misc]
        for state in (State.SPAM, State.APPROVED)
    ]
    assert marked == [1, 0]


def test_a_fault_is_the_one_that_sqlalchemy_tells_and_quotes_nobody(app: Flask) -> None:
    database.write_bare(keep)
    with pytest.raises(exc.IntegrityError) as told:
        database.write_bare(keep)
    assert isinstance(told.value.orig, database.db.engine.dialect.loaded_dbapi.IntegrityError)
    assert "INSERT" in str(told.value)
    assert "Ada" not in str(told.value)


def test_a_table_that_is_away_is_a_fault_of_the_storage(app: Flask) -> None:
    def drop_and_ask(session: Session) -> None:
        session.execute(text("DROP TABLE spent_challenge"))
        row = {"nonce": "a", "digest": None, "was_right": False, "expires_at": NOON}
        database.insert_if_new(session, SpentChallenge, **row)

    away = {"sqlite": database.Unavailable, "postgresql": exc.ProgrammingError}
    with pytest.raises(away[database.db.engine.dialect.name]):
        database.write(drop_and_ask)


def test_a_file_that_is_no_database_is_a_fault_of_the_storage() -> None:
    unreadable = prepared.told(sqlite3.DatabaseError("file is not a database"), "SELECT 1")
    malformed = prepared.told(sqlite3.OperationalError("disk I/O error"), None)
    assert (type(unreadable), type(malformed)) == (exc.OperationalError, exc.OperationalError)
    assert type(prepared.told(sqlite3.ProgrammingError("no"), "")) is exc.ProgrammingError


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    row = {"nonce": "a", "digest": None, "was_right": False, "expires_at": datetime(2026, 5, 1)}  # noqa: DTZ001
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        database.write_bare(lambda c: database.insert_if_new(c, SpentChallenge, **row))
