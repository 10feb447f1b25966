"""What admins do to accounts, and that the last one of them stays."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from gloss import clock
from gloss.accounts import moderators, people, sessions
from gloss.accounts.account_log import Actor
from gloss.accounts.models import AccountEvent, Deed, Moderator, OneTimeLink, Role, Standing
from gloss.database import db, write
from tests.accounts.browser import SIGN_IN, AccountsBrowser, count
from tests.cast import PASSWORD, registered

PEOPLE = "/moderation/people"
LINK = re.compile(r">http://localhost(/moderation/password/[\w-]{43})</textarea>")


@pytest.fixture
def mia(mo: int) -> int:
    """Return the id of Mia, a moderator."""
    return registered("Mia", clock.now())


@pytest.fixture
def at_work(browser: AccountsBrowser, mo: int) -> AccountsBrowser:
    """Return Mo's browser, signed in."""
    browser.sign_in()
    return browser


def account(moderator_id: int) -> Moderator:
    db.session.rollback()
    return db.session.get_one(Moderator, moderator_id)


def does(browser: AccountsBrowser, moderator_id: int, deed: str, **fields: str) -> int:
    sent = {"csrf_token": browser.form_token(f"{PEOPLE}/{moderator_id}"), **fields}
    return browser.post(f"{PEOPLE}/{moderator_id}/{deed}", data=sent).status_code


def deeds() -> list[tuple[Deed, int | None, int | None]]:
    db.session.rollback()
    events = db.session.scalars(select(AccountEvent).order_by(AccountEvent.id))
    return [(event.deed, event.actor_id, event.subject_id) for event in events]


def test_an_invitation_is_shown_once_and_lets_one_person_in(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    page = at_work.send(f"{PEOPLE}/invitation", name=" Nora  Ek ", role="moderator").text
    link = LINK.findall(page)[0]
    listed = at_work.get(f"{PEOPLE}/").text
    assert ("Nora Ek" in listed, "invited; the link is good until" in listed) == (True, True)
    assert link not in listed
    assert "Welcome, Nora Ek" in other_browser.get(link).text
    assert other_browser.send(link, password=PASSWORD).status_code == 303
    assert other_browser.sign_in("nora ek").status_code == 303
    assert other_browser.get(link).status_code == 404
    nora = db.session.scalars(select(Moderator.id).where(Moderator.name == "Nora Ek")).one()
    assert deeds()[1:] == [
        (Deed.INVITED, mo, nora),
        (Deed.PASSWORD_SET, nora, nora),
        (Deed.SIGNED_IN, nora, nora),
    ]


@pytest.mark.parametrize("name", ["mo", "Ｍｏ", "", "x" * 81, "a\u0000b"])
def test_who_cannot_be_invited_is_said_and_nobody_is_made(
    at_work: AccountsBrowser, name: str
) -> None:
    answer = at_work.send(f"{PEOPLE}/invitation", name=name, role="admin")
    assert (answer.status_code, count(Moderator), count(OneTimeLink)) == (422, 1, 0)


def test_a_role_that_does_not_exist_is_refused(at_work: AccountsBrowser, mia: int) -> None:
    assert at_work.send(f"{PEOPLE}/invitation", name="Nora", role="owner").status_code == 422
    assert does(at_work, mia, "role", role="owner") == 422
    assert account(mia).role is Role.MODERATOR


def test_an_invitation_taken_back_is_worth_nothing_and_its_name_is_free_again(
    at_work: AccountsBrowser, other_browser: AccountsBrowser
) -> None:
    old = LINK.findall(at_work.send(f"{PEOPLE}/invitation", name="Nora", role="admin").text)[0]
    nora = db.session.scalars(select(Moderator.id).where(Moderator.name == "Nora")).one()
    assert does(at_work, nora, "removal") == 303
    assert other_browser.get(old).status_code == 404
    again = at_work.send(f"{PEOPLE}/invitation", name="Nora", role="admin")
    assert LINK.findall(again.text)


def test_a_fresh_link_ends_the_one_before(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int
) -> None:
    def fresh() -> str:
        sent = {"csrf_token": at_work.form_token(f"{PEOPLE}/{mia}")}
        page = at_work.post(f"{PEOPLE}/{mia}/link", data=sent).text
        return str(LINK.findall(page)[0])

    first, second = fresh(), fresh()
    codes = [other_browser.get(link).status_code for link in (first, second)]
    assert codes == [404, 200]


def test_who_is_suspended_is_out_at_once_and_back_when_restored(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int
) -> None:
    other_browser.sign_in("Mia")
    assert does(at_work, mia, "suspension") == 303
    assert (other_browser.is_signed_in(), other_browser.sign_in("Mia").status_code) == (False, 422)
    assert does(at_work, mia, "restoration") == 303
    assert other_browser.sign_in("Mia").status_code == 303


def test_who_is_suspended_gets_the_answer_of_a_wrong_password(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int, hashings: list[str]
) -> None:
    does(at_work, mia, "suspension")
    hashings.clear()
    answer = other_browser.sign_in("Mia")
    assert ("does not belong to this name" in answer.text, len(hashings)) == (True, 1)


def test_a_link_made_before_a_suspension_is_worth_nothing(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int
) -> None:
    token = write(lambda session: moderators.reset(session, "Mia", clock.now()))
    does(at_work, mia, "suspension")
    assert other_browser.get(f"/moderation/password/{token}").status_code == 404


def test_who_is_removed_keeps_the_name_at_what_was_decided(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int
) -> None:
    other_browser.sign_in("Mia")
    assert does(at_work, mia, "removal") == 303
    gone = account(mia)
    assert (gone.name, gone.standing, gone.password_hash) == ("Mia", Standing.REMOVED, None)
    assert (other_browser.is_signed_in(), other_browser.sign_in("Mia").status_code) == (False, 422)
    page = at_work.get(f"{PEOPLE}/{mia}")
    assert (page.status_code, "This account was removed" in page.text) == (200, True)


@pytest.mark.parametrize("deed", ["removal", "suspension", "restoration", "role", "link"])
def test_nothing_can_be_done_to_who_is_removed(
    at_work: AccountsBrowser, mia: int, deed: str
) -> None:
    does(at_work, mia, "removal")
    assert does(at_work, mia, deed, role="admin") == 404
    assert account(mia).standing is Standing.REMOVED


def test_an_admin_sees_and_ends_anybodys_sessions(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mia: int
) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
    other_browser.environ_base["HTTP_USER_AGENT"] = firefox
    other_browser.sign_in("Mia")
    assert "Firefox on Linux" in at_work.get(f"{PEOPLE}/{mia}").text
    db.session.rollback()
    session = sessions.of(db.session(), mia, clock.now())[0].id
    assert does(at_work, mia, f"sessions/{session}/end") == 303
    assert not other_browser.is_signed_in()


def test_a_session_is_ended_only_under_the_person_it_belongs_to(
    at_work: AccountsBrowser, mo: int, mia: int
) -> None:
    mine = sessions.of(db.session(), mo, clock.now())[0].id
    does(at_work, mia, f"sessions/{mine}/end")
    assert at_work.is_signed_in()


@pytest.mark.parametrize("deed", ["role", "suspension", "removal"])
def test_the_last_admin_stays_one(at_work: AccountsBrowser, mo: int, mia: int, deed: str) -> None:
    write(lambda session: moderators.invite(session, "Nora", clock.now(), Role.ADMIN))
    assert does(at_work, mo, deed, role="moderator") == 409  # Nora has no password yet
    assert (account(mo).role, account(mo).standing) == (Role.ADMIN, Standing.ACTIVE)
    does(at_work, mia, "role", role="admin")
    assert does(at_work, mo, deed, role="moderator") == 303


DEMOTE: dict[str, Callable[..., None]] = {
    "demote": lambda session, by, on, now: people.change_role(session, by, on, Role.MODERATOR, now),
    "suspend": people.suspend,
    "remove": people.remove,
}


@pytest.mark.parametrize("deed", DEMOTE.values(), ids=DEMOTE.keys())
def test_of_two_admins_who_end_each_other_at_once_one_stays(
    app: Flask, mo: int, mia: int, deed: Callable[..., None]
) -> None:
    write(lambda session: setattr(session.get_one(Moderator, mia), "role", Role.ADMIN))
    both_ready = Barrier(2)

    def end(by: int, on: int) -> str:
        with app.app_context():
            both_ready.wait()
            try:
                write(lambda session: deed(session, Actor(by), on, clock.now()))
            except (people.NoAdmin, people.LastAdmin) as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(end, (mo, mia), (mia, mo)))
    assert sorted(outcomes) == ["NoAdmin", "done"]
    assert write(people.able_admins) in ({mo}, {mia})


def test_an_admin_demoted_meanwhile_changes_nothing_more(
    at_work: AccountsBrowser, mo: int, mia: int
) -> None:
    write(lambda session: setattr(session.get_one(Moderator, mia), "role", Role.ADMIN))
    token = at_work.form_token(f"{PEOPLE}/{mia}")
    write(lambda session: setattr(session.get_one(Moderator, mo), "role", Role.MODERATOR))
    answer = at_work.post(f"{PEOPLE}/{mia}/removal", data={"csrf_token": token})
    assert (answer.status_code, account(mia).standing) == (403, Standing.ACTIVE)


def test_where_admins_need_a_second_factor_they_are_led_to_add_one(
    app: Flask, at_work: AccountsBrowser
) -> None:
    ours = app.extensions["gloss.site"]
    strict = ours.model_copy(update={"admins_need_second_factor": True})
    app.extensions["gloss.site"] = strict
    answer = at_work.get(f"{PEOPLE}/")
    assert answer.location == "/moderation/account/second-factor"
    assert "admins need a second factor" in at_work.get(answer.location).text


def test_a_person_who_is_not_there_has_no_page(at_work: AccountsBrowser) -> None:
    assert at_work.get(f"{PEOPLE}/999").status_code == 404
    assert at_work.get(f"{PEOPLE}/{2**31}").status_code == 404
    sent = {"csrf_token": at_work.form_token(f"{PEOPLE}/invitation")}
    assert at_work.post(f"{PEOPLE}/999/removal", data=sent).status_code == 404


def test_names_are_shown_as_text(at_work: AccountsBrowser) -> None:
    at_work.send(f"{PEOPLE}/invitation", name="<b>Nora</b>", role="moderator")
    for page in (f"{PEOPLE}/", f"{PEOPLE}/log/"):
        assert "<b>Nora" not in at_work.get(page).text


def test_signing_in_tells_strangers_about_no_page_of_admins(browser: AccountsBrowser) -> None:
    assert browser.get(f"{PEOPLE}/").location == f"{SIGN_IN}?next={PEOPLE}/"
