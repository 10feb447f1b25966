"""Accounts of before there were roles: they, their sessions and what they decided go on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from gloss.database import Model, db
from gloss.settings import Settings
from tests.test_database import _forget_version

BEFORE, AFTER = "0010", "0011"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def before(settings: Settings) -> Iterator[Flask]:
    """Yield a site with the tables of before, a moderator, a session and a link."""
    app = create_app(settings)
    with app.app_context():
        _forget_version()
        Model.metadata.drop_all(db.engine)
        flask_migrate.upgrade(revision=BEFORE)
        fill()
        yield app
        _forget_version()
        Model.metadata.drop_all(db.engine)
        Model.metadata.create_all(db.engine)
        db.session.remove()
        db.engine.dispose()


def fill() -> None:
    with db.engine.begin() as connection:
        for statement in (
            (
                "INSERT INTO moderator (id, name, name_key, password_hash, created_at) "
                "VALUES (1, 'Mo', 'mo', 'hash', :noon)"
            ),
            (
                "INSERT INTO moderator_session "
                "(token_hash, moderator_id, created_at, last_seen_at, expires_at) "
                "VALUES ('token', 1, :noon, :noon, :noon)"
            ),
            (
                "INSERT INTO one_time_link (token_hash, purpose, moderator_id, expires_at) "
                "VALUES ('link', 'NEW_PASSWORD', 1, :noon)"
            ),
        ):
            connection.execute(text(statement), {"noon": NOON.replace(tzinfo=None).isoformat(" ")})


def rows(query: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_who_had_an_account_is_an_admin_and_stays_signed_in(before: Flask) -> None:
    flask_migrate.upgrade(revision=AFTER)
    assert rows("SELECT role, standing, second_factor FROM moderator") == [
        ("admin", "active", None)
    ]
    assert rows("SELECT count(*) FROM moderator_session WHERE confirmed_at = created_at") == [(1,)]


def test_the_way_back_loses_no_account(before: Flask) -> None:
    flask_migrate.upgrade(revision=AFTER)
    flask_migrate.downgrade(revision=BEFORE)
    assert rows("SELECT name, name_key FROM moderator") == [("Mo", "mo")]
    assert rows("SELECT token_hash FROM moderator_session") == [("token",)]
    assert rows("SELECT token_hash FROM one_time_link") == [("link",)]
