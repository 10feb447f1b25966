"""The one door for writes, moments in UTC, and tables that migrations really make."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, exc, inspect, select, text
from sqlalchemy.orm import Session

from app import create_app
from gloss import database
from gloss.captcha.models import SpentChallenge
from gloss.comments import places, words
from gloss.database import Model, db
from gloss.settings import Settings

BEFORE_LETTERS = (
    "INSERT INTO thread (id, article_id, approved_count, revision) VALUES (1, 'tides', 1, 1)",
    (
        "INSERT INTO comment (id, thread_id, author_name, text, state, version, reasons, network,"
        " receipt, posted_at)"
        " VALUES (1, 1, 'Ada', 'Hi', 'approved', 2, '[]', '', 'r', '2026-05-01')"
    ),
    (
        "INSERT INTO decision (id, comment_id, decided_at, from_state, to_state, version, why)"
        " VALUES (1, 1, '2026-05-01', 'pending', 'approved', 2, '')"
    ),
)
NEW_COMMENT = (
    "INSERT INTO comment (id, thread_id, author_name, text, state, version, reasons, network,"
    " receipt, posted_at, answers, is_shown, wants_letters)"
    " VALUES (1, 1, 'Ada', 'Hi', 'approved', 2, '[]', '', 'r', '2026-05-01', 0, false, true)"
)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def spent(nonce: str, expires_at: datetime = NOON) -> SpentChallenge:
    return SpentChallenge(nonce=nonce, digest=None, was_right=False, expires_at=expires_at)


def nonces() -> list[str]:
    return list(db.session.scalars(select(SpentChallenge.nonce)))


def test_what_a_write_did_is_seen_at_once_by_the_same_request(app: Flask) -> None:
    assert nonces() == []
    database.write(lambda session: session.add(spent("a")))
    assert nonces() == ["a"]


def test_a_write_that_fails_leaves_nothing(app: Flask) -> None:
    def half(session: Session) -> None:
        session.add(spent("a"))
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(half)
    assert nonces() == []


def test_a_write_hands_back_what_its_work_returns(app: Flask) -> None:
    assert database.write(lambda _session: 42) == 42


def test_a_row_is_inserted_only_if_it_is_new(app: Flask) -> None:
    row = {"nonce": "a", "digest": None, "was_right": False, "expires_at": NOON}
    outcomes = [
        database.write(lambda s: database.insert_if_new(s, SpentChallenge, **row)) for _ in "ab"
    ]
    assert outcomes == [True, False]


def test_a_work_without_a_session_is_committed_whole_or_not_at_all(app: Flask) -> None:
    def keep(connection: Connection, nonce: str) -> bool:
        row = {"nonce": nonce, "digest": None, "was_right": False, "expires_at": NOON}
        return database.insert_if_new(connection, SpentChallenge, **row)

    def half(connection: Connection) -> None:
        keep(connection, "b")
        raise ZeroDivisionError

    assert nonces() == []
    assert [database.write_bare(lambda c: keep(c, "a")) for _ in "12"] == [True, False]
    with pytest.raises(ZeroDivisionError):
        database.write_bare(half)
    assert nonces() == ["a"]


def test_moments_come_back_aware_and_in_utc(app: Flask) -> None:
    in_tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    database.write(lambda session: session.add(spent("a", in_tokyo)))
    kept = db.session.scalars(select(SpentChallenge.expires_at)).one()
    assert (kept, kept.tzinfo) == (NOON, UTC)


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(exc.StatementError, match="a moment needs a time zone"):
        database.write(lambda session: session.add(spent("a", datetime(2026, 5, 1))))  # noqa: DTZ001


def test_sqlite_waits_for_nobody_and_survives_a_power_cut(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # the pragmas are SQLite's own
    pragmas = ("journal_mode", "synchronous", "foreign_keys")
    values = [db.session.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas]
    assert values == ["wal", 2, 1]


@pytest.fixture
def migrated(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """Yield an application whose empty database was filled by the migrations."""
    app = create_app(settings)
    with app.app_context():
        _forget_version()  # servers that other tests ran may have left one
        Model.metadata.drop_all(db.engine)
        flask_migrate.upgrade()
        yield app
        _forget_version()
        Model.metadata.create_all(db.engine)
        db.session.remove()
        db.engine.dispose()


def _forget_version() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def test_the_migrations_make_the_tables_that_the_models_describe(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_of_a_model}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Model.metadata) == []


def _is_of_a_model(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what a database keeps beside the models: see ``gloss.comments.words``."""
    return kind != "table" or not str(name).startswith(words.TABLE)


def test_the_words_of_comments_are_kept_in_step_after_all_migrations(migrated: Flask) -> None:
    with db.engine.begin() as connection:
        for statement in BEFORE_LETTERS[:1]:
            connection.execute(text(statement))
        connection.execute(text(NEW_COMMENT))
    for said, found in (("Hi", [1]), ("Ho", [])):
        ids = [row.id for row in db.session.execute(words.holding(db.session(), [said]).ids)]
        assert ids == found


def test_every_migration_can_be_taken_back(migrated: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade()


def test_a_table_that_is_built_anew_keeps_its_rows_and_those_that_point_to_it(
    migrated: Flask,
) -> None:
    flask_migrate.downgrade(revision="0003")
    with db.engine.begin() as connection:
        for statement in BEFORE_LETTERS:
            connection.execute(text(statement))
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT comment_id, told FROM decision")).all()
        wants_letters = connection.execute(text("SELECT wants_letters FROM comment")).scalar()
    assert (kept, bool(wants_letters)) == ([(1, "")], True)
    with pytest.raises(exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM comment"))


def test_comments_of_before_there_were_answers_get_their_place_in_the_thread(
    migrated: Flask,
) -> None:
    flask_migrate.downgrade(revision="0003")
    with db.engine.begin() as connection:
        for statement in BEFORE_LETTERS:
            connection.execute(text(statement))
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        ((place, is_shown),) = connection.execute(text("SELECT place, is_shown FROM comment"))
    assert (bytes(place), bool(is_shown)) == (places.under(None, 1), True)
