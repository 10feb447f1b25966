"""The background work sweeps what has expired, and one failing sweep hurts no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from gloss import clock, database, heartbeats
from gloss.accounts import sessions
from gloss.accounts.models import ModeratorSession, OneTimeLink
from gloss.captcha import challenge, spending
from gloss.captcha.models import SpentChallenge
from gloss.database import Model
from gloss.operation import background
from tests.cast import registered

LATER = timedelta(days=40)


def rows(model: type[Model]) -> int:
    database.db.session.rollback()
    return database.db.session.scalar(select(func.count()).select_from(model)) or 0


@contextmanager
def table_away(name: str) -> Iterator[None]:
    """Take a table out of the database, with all that it holds, until the end of the block."""
    database.write(lambda s: s.execute(text(f"ALTER TABLE {name} RENAME TO not_{name}")))
    try:
        yield
    finally:
        database.write(lambda s: s.execute(text(f"ALTER TABLE not_{name} RENAME TO {name}")))


def test_the_sweep_takes_what_has_expired_and_nothing_else(app: Flask) -> None:
    now = clock.now()
    mo = registered("Mo", now)
    asked = challenge.issue("tides", "comment", now)
    database.write(lambda session: spending.discard(session, asked, now))
    database.write(lambda session: sessions.start(session, mo, None, now))

    background.sweep_all(now)
    assert (rows(SpentChallenge), rows(ModeratorSession)) == (1, 1)

    background.sweep_all(now + LATER)
    assert (rows(SpentChallenge), rows(ModeratorSession), rows(OneTimeLink)) == (0, 0, 0)


def test_a_sweep_that_fails_hurts_no_other_and_is_told(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    now = clock.now()
    asked = challenge.issue("tides", "comment", now)
    database.write(lambda session: spending.discard(session, asked, now))
    with table_away("moderator_session"):
        background.sweep_all(now + LATER)
    assert "gloss.accounts.sessions" in caplog.text
    assert rows(SpentChallenge) == rows(OneTimeLink) == 0
    assert heartbeats.last(database.db.session()) is None  # after a while, /health tells
