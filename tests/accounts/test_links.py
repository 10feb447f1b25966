"""One-time links: for one thing, once, for a day."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from gloss.accounts import links
from gloss.accounts.models import OneTimeLink, Purpose
from gloss.database import db, write
from tests.accounts.browser import NOON, count

FIRST, PASSWORD = Purpose.FIRST_MODERATOR, Purpose.NEW_PASSWORD


def made(purpose: Purpose, moderator_id: int | None = None) -> str:
    return write(lambda session: links.make(session, purpose, moderator_id, NOON))


def used(token: str, purpose: Purpose, now: datetime = NOON) -> int | None:
    return write(lambda session: links.use(session, token, purpose, now).moderator_id)


def test_a_link_works_once(mo: int) -> None:
    token = made(PASSWORD, mo)
    assert used(token, PASSWORD) == mo
    with pytest.raises(links.Spent):
        used(token, PASSWORD)


def test_reading_a_link_does_not_use_it(mo: int) -> None:
    token = made(PASSWORD, mo)
    for _ in range(2):
        assert links.read(db.session(), token, PASSWORD, NOON).moderator_id == mo
    assert used(token, PASSWORD) == mo


def test_a_link_is_too_old_after_a_day(mo: int) -> None:
    token = made(PASSWORD, mo)
    with pytest.raises(links.Spent):
        used(token, PASSWORD, NOON + links.LIFETIME)
    assert used(token, PASSWORD, NOON + links.LIFETIME - timedelta(seconds=1)) == mo


def test_a_link_for_one_purpose_is_good_for_no_other(mo: int) -> None:
    for token, other in ((made(FIRST), PASSWORD), (made(PASSWORD, mo), FIRST)):
        with pytest.raises(links.Spent):
            used(token, other)
        with pytest.raises(links.Spent):
            links.read(db.session(), token, other, NOON)


@pytest.mark.parametrize("forged", ["", "x", "\0", "Ключ", "x" * 100_000])
def test_a_forged_link_is_good_for_nothing(app: Flask, forged: str) -> None:
    made(FIRST)
    with pytest.raises(links.Spent):
        used(forged, FIRST)


def test_the_hash_that_is_stored_is_no_key_itself(app: Flask) -> None:
    token = made(FIRST)
    row = db.session.execute(select(OneTimeLink.__table__)).one()
    assert token not in str(row)
    with pytest.raises(links.Spent):
        used(row.token_hash, FIRST)


def test_a_newer_link_replaces_the_older_to_the_same_end_only(mo: int) -> None:
    first, old = made(FIRST), made(PASSWORD, mo)
    new = made(PASSWORD, mo)
    with pytest.raises(links.Spent):
        used(old, PASSWORD)
    assert (used(new, PASSWORD), used(first, FIRST)) == (mo, None)


def test_the_sweep_takes_what_has_expired_and_nothing_else(mo: int) -> None:
    made(FIRST)
    alive = write(lambda s: links.make(s, PASSWORD, mo, NOON + timedelta(minutes=1)))
    write(lambda session: links.sweep(session, NOON + links.LIFETIME))
    assert count(OneTimeLink) == 1
    assert used(alive, PASSWORD) == mo
