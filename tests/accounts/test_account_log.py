"""The log of accounts: only added to, searched, exported (case 30 of the attacks)."""

import csv
from datetime import timedelta

import pytest
from flask import Flask

from gloss.accounts import account_log, moderators
from gloss.accounts.account_log import Actor, Wanted
from gloss.accounts.models import AccountEvent, Deed, Moderator
from gloss.database import db, write
from gloss.web.spreadsheets import harmless
from tests.accounts.browser import NOON, AccountsBrowser, count
from tests.cast import PASSWORD

LOG = "/moderation/people/log/"
A_DAY = timedelta(days=1)


@pytest.fixture
def at_work(browser: AccountsBrowser, mo: int) -> AccountsBrowser:
    """Return Mo's browser, signed in."""
    browser.sign_in()
    return browser


def noted(deed: Deed, by: int | None, on: int | None = None, days: int = 0) -> None:
    event = Actor(by, 7, "n" * 32).did(deed, on=on)
    write(lambda session: account_log.note(session, event, NOON + days * A_DAY))


def found(wanted: Wanted) -> list[Deed]:
    db.session.rollback()
    return [event.deed for event in account_log.page(db.session(), wanted)]


def exported(browser: AccountsBrowser, **asked: str) -> list[list[str]]:
    answer = browser.post(f"{LOG}export", data={"csrf_token": browser.form_token(LOG), **asked})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(answer.text.splitlines()))


def test_it_is_searched_by_person_kind_and_period(mo: int) -> None:
    write(lambda session: moderators.invite(session, "Mia", NOON))
    mia = db.session.query(Moderator.id).filter_by(name="Mia").scalar()
    noted(Deed.SUSPENDED, mo, mia, days=1)
    noted(Deed.SIGNED_IN, mo, days=2)
    assert found(Wanted(person=mia)) == [Deed.SUSPENDED, Deed.INVITED]
    assert found(Wanted(person=mo)) == [Deed.SIGNED_IN, Deed.SUSPENDED]
    assert found(Wanted(deed=Deed.INVITED)) == [Deed.INVITED]
    assert found(Wanted(since=NOON + A_DAY)) == [Deed.SIGNED_IN, Deed.SUSPENDED]
    assert found(Wanted(until=NOON + A_DAY)) == [Deed.INVITED]
    assert found(Wanted(person=mo, deed=Deed.INVITED)) == []


def test_the_page_shows_what_was_asked_for(at_work: AccountsBrowser, mo: int) -> None:
    noted(Deed.RESTORED, mo)
    assert "restored" in at_work.get(f"{LOG}?person={mo}&deed=restored&since=2026-11-23").text
    nothing = at_work.get(f"{LOG}?until=2026-11-22").text
    assert "Nothing of that kind has happened." in nothing


@pytest.mark.parametrize(
    "asked",
    [
        "person=x&deed=x&since=x&until=x&before=x",
        "person=99999999999999999999&before=-1",
        "person=²&since=0001-01-01&until=9999-12-31",
        "since=2026-11-24&until=2026-11-23",
        "deed=%00&person=%FF",
    ],
)
def test_a_question_that_makes_no_sense_is_no_fault_of_ours(
    at_work: AccountsBrowser, asked: str
) -> None:
    assert at_work.get(f"{LOG}?{asked}").status_code == 200


def test_it_is_read_page_by_page(at_work: AccountsBrowser, mo: int) -> None:
    for _ in range(account_log.PAGE_SIZE):
        noted(Deed.SUSPENDED, mo)
    assert 'rel="next"' in at_work.get(f"{LOG}?deed=suspended").text
    assert len(exported(at_work)) == 1 + account_log.PAGE_SIZE + 2  # head, sign-in, the export


def test_an_export_holds_what_was_asked_for_and_is_noted(at_work: AccountsBrowser, mo: int) -> None:
    noted(Deed.RESTORED, mo)
    rows = exported(at_work, deed="restored")
    assert [row[2] for row in rows] == ["did", "restored"]
    assert found(Wanted())[0] is Deed.LOG_EXPORTED


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", " =1+1", "＝1+1"])
def test_no_name_becomes_a_formula(at_work: AccountsBrowser, name: str) -> None:
    at_work.send("/moderation/people/invitation", name=name, role="moderator")
    named = exported(at_work, deed="invited")[1][3]
    assert named[0] == "'"


@pytest.mark.parametrize("text", ["Mo", "O'Hara", "2026-11-23", "", "a=b", "Мария"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_no_secret_gets_into_it(at_work: AccountsBrowser, app: Flask) -> None:
    at_work.send("/moderation/account/password", password="a brand new sentence")
    db.session.rollback()
    rows = " ".join(map(str, db.session.execute(AccountEvent.__table__.select())))
    assert PASSWORD not in rows
    assert "brand new" not in rows
    assert "127.0.0.1" not in rows


def test_signing_in_and_out_is_noted_with_the_session(at_work: AccountsBrowser) -> None:
    at_work.post("/moderation/sign-out", data={"csrf_token": at_work.form_token(LOG)})
    db.session.rollback()
    events = db.session.query(AccountEvent).order_by(AccountEvent.id).all()
    assert [event.deed for event in events] == [Deed.SIGNED_IN, Deed.SIGNED_OUT]
    assert events[0].session_id == events[1].session_id is not None
    assert len(events[0].network) == 32


def test_looking_at_it_adds_nothing(at_work: AccountsBrowser) -> None:
    before = count(AccountEvent)
    at_work.get(LOG)
    assert count(AccountEvent) == before
