"""Sessions: rows that begin, last, and end."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from gloss.accounts import sessions
from gloss.accounts.models import ModeratorSession
from gloss.database import db, write
from tests.accounts.browser import NOON, count

A_MINUTE = timedelta(minutes=1)


def begun(moderator_id: int, replaced: str | None = None, now: datetime = NOON) -> str:
    return write(lambda session: sessions.start(session, moderator_id, replaced, now)).token


def found(token: str, now: datetime) -> ModeratorSession | None:
    db.session.expire_all()
    db.session.rollback()
    return sessions.find(db.session(), token, now)


def kept(token: str, now: datetime) -> None:
    session_id = db.session.scalars(select(ModeratorSession.id)).one()
    write(lambda session: sessions.keep(session, session_id, now))


def test_a_session_is_found_by_its_token_and_by_no_other(mo: int) -> None:
    session = found(begun(mo), NOON)
    assert session is not None
    assert session.moderator.name == "Mo"
    assert found("another", NOON) is None
    assert found(session.token_hash, NOON) is None


def test_the_token_itself_is_stored_nowhere(mo: int) -> None:
    token = begun(mo)
    row = db.session.execute(select(ModeratorSession.__table__)).one()
    assert token not in str(row)


def test_a_session_that_nobody_uses_ends_after_a_day(mo: int) -> None:
    token = begun(mo)
    assert found(token, NOON + sessions.IDLE - A_MINUTE)
    assert not found(token, NOON + sessions.IDLE)


def test_a_session_in_use_goes_on_but_not_past_thirty_days(mo: int) -> None:
    token, now = begun(mo), NOON
    while found(token, now) and now < NOON + 2 * sessions.LONGEST:
        kept(token, now)
        now += sessions.IDLE - A_MINUTE
    assert NOON + sessions.LONGEST <= now < NOON + sessions.LONGEST + sessions.IDLE


def test_use_is_written_down_every_few_minutes_only(mo: int) -> None:
    session = found(begun(mo), NOON)
    assert session
    assert not sessions.is_due(session, NOON + sessions.SEEN_EVERY - A_MINUTE)
    assert sessions.is_due(session, NOON + sessions.SEEN_EVERY)


def test_a_new_session_replaces_the_one_that_the_browser_had(mo: int) -> None:
    old = begun(mo)
    new = begun(mo, replaced=old)
    assert (found(old, NOON), bool(found(new, NOON))) == (None, True)


def test_one_session_ends_and_the_others_go_on(mo: int) -> None:
    here, elsewhere = begun(mo), begun(mo)
    write(lambda session: sessions.revoke(session, here))
    assert (found(here, NOON), bool(found(elsewhere, NOON))) == (None, True)


def test_all_sessions_of_one_moderator_end_at_once(mo: int) -> None:
    tokens = [begun(mo) for _ in range(3)]
    write(lambda session: sessions.revoke_all(session, mo))
    assert [found(token, NOON) for token in tokens] == [None] * 3


def test_keeping_a_session_that_was_just_revoked_does_not_bring_it_back(mo: int) -> None:
    token = begun(mo)
    session_id = db.session.scalars(select(ModeratorSession.id)).one()
    write(lambda session: sessions.revoke(session, token))
    write(lambda session: sessions.keep(session, session_id, NOON))
    assert found(token, NOON) is None


def test_the_sweep_takes_what_has_expired_and_nothing_else(app: Flask, mo: int) -> None:
    begun(mo)
    alive = begun(mo, now=NOON + A_MINUTE)
    write(lambda session: sessions.sweep(session, NOON + sessions.IDLE))
    assert count(ModeratorSession) == 1
    assert found(alive, NOON + A_MINUTE)
