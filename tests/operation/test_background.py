"""The background work sweeps what has expired, and one failing sweep hurts no other."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from gloss import clock, database
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
