"""One's own account: the password asked again, changed, and sessions (case 47 of the attacks)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from gloss import clock
from gloss.accounts import guard, sessions
from gloss.accounts.models import ModeratorSession
from gloss.database import db, write
from tests.accounts.browser import AccountsBrowser, count
from tests.cast import PASSWORD, registered

ACCOUNT = "/moderation/account/"
CONFIRMATION = f"{ACCOUNT}confirmation"
NEW = "a brand new sentence"
GUARDED = (f"{ACCOUNT}password", f"{ACCOUNT}second-factor", "/moderation/people/invitation")


@pytest.fixture
def at_work(browser: AccountsBrowser, mo: int) -> AccountsBrowser:
    """Return Mo's browser, signed in."""
    browser.sign_in()
    return browser


def let_pass(time: timedelta) -> None:
    """Let the password have been typed ``time`` earlier."""
    typed = {"confirmed_at": clock.now() - time}
    write(lambda session: session.execute(update(ModeratorSession).values(**typed)).close())


@pytest.mark.parametrize("page", GUARDED)
def test_ten_minutes_after_sign_in_the_password_is_asked_again_and_one_goes_on(
    at_work: AccountsBrowser, page: str
) -> None:
    assert at_work.get(page).status_code == 200
    let_pass(guard.ASKED_AGAIN_AFTER)
    asked = at_work.get(page).location
    assert asked == f"{CONFIRMATION}?next={page}"
    assert at_work.send(asked, password=PASSWORD).location == page
    assert at_work.get(page).status_code == 200


def test_a_wrong_password_confirms_nothing_and_guessing_comes_to_an_end(
    at_work: AccountsBrowser,
) -> None:
    let_pass(guard.ASKED_AGAIN_AFTER)
    codes = [at_work.send(CONFIRMATION, password="x" * 201).status_code for _ in range(11)]
    assert codes == [422] * 9 + [429] * 2  # signing in was the first try
    assert at_work.get(GUARDED[0]).status_code == 303


def test_a_form_opened_in_time_is_taken_a_while_longer_but_not_for_ever(
    at_work: AccountsBrowser, other_browser: AccountsBrowser
) -> None:
    token = at_work.form_token(GUARDED[0])
    sent = {"csrf_token": token, "password": "short"}
    let_pass(guard.ASKED_AGAIN_AFTER + timedelta(minutes=5))
    assert at_work.post(GUARDED[0], data=sent).status_code == 422
    let_pass(guard.FORMS_TAKEN_FOR)
    assert at_work.post(GUARDED[0], data=sent | {"password": NEW}).location == CONFIRMATION
    assert other_browser.sign_in().status_code == 303  # by the old one


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil", "/"])
def test_after_the_password_one_goes_to_no_other_site(at_work: AccountsBrowser, next_: str) -> None:
    answer = at_work.send(f"{CONFIRMATION}?next={next_}", password=PASSWORD)
    assert answer.location == "/moderation/"


def test_a_new_password_ends_all_other_sessions_and_changes_the_token_here(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    other_browser.sign_in()
    stolen = at_work.cookie()
    assert at_work.send(GUARDED[0], password=NEW).location == ACCOUNT
    assert "Your new password is set" in at_work.get(ACCOUNT).text
    assert (at_work.is_signed_in(), other_browser.is_signed_in()) == (True, False)
    other_browser.set_cookie("gloss", stolen, path="/moderation")
    assert not other_browser.is_signed_in()
    assert other_browser.sign_in(password=NEW).status_code == 303
    assert count(ModeratorSession) == 2


@pytest.mark.parametrize(
    "guessable", ["password1234", "Tidewater 2026", "qwertyuiop[]", "aaaaaaaaaaaaa", "momomomomomo"]
)
def test_a_password_that_others_would_try_first_is_refused(
    at_work: AccountsBrowser, guessable: str
) -> None:
    answer = at_work.send(GUARDED[0], password=guessable)
    assert (answer.status_code, "Use four or five words" in answer.text) == (422, True)


def test_sessions_are_listed_with_the_device_and_this_one_marked(
    at_work: AccountsBrowser, other_browser: AccountsBrowser
) -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"
    other_browser.environ_base["HTTP_USER_AGENT"] = phone
    other_browser.sign_in()
    page = at_work.get(f"{ACCOUNT}sessions").text
    assert ("Safari on iPhone" in page, page.count("this one")) == (True, 1)
    assert page.count("/end") == 2  # the other one, and all others


def test_one_session_is_ended_and_the_others_go_on(
    at_work: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    other_browser.sign_in()
    newest = max(session.id for session in sessions.of(db.session(), mo, clock.now()))
    token = at_work.form_token(f"{ACCOUNT}sessions")
    at_work.post(f"{ACCOUNT}sessions/{newest}/end", data={"csrf_token": token})
    assert (at_work.is_signed_in(), other_browser.is_signed_in()) == (True, False)


def test_the_session_of_somebody_else_cannot_be_ended_by_its_number(
    at_work: AccountsBrowser, mo: int
) -> None:
    mia = registered("Mia", clock.now())
    hers = write(lambda session: sessions.start(session, mia, None, clock.now()).id)
    token = at_work.form_token(f"{ACCOUNT}sessions")
    at_work.post(f"{ACCOUNT}sessions/{hers}/end", data={"csrf_token": token})
    assert [session.id for session in sessions.of(db.session(), mia, clock.now())] == [hers]


def test_all_others_are_ended_at_once(
    at_work: AccountsBrowser, other_browser: AccountsBrowser
) -> None:
    other_browser.sign_in()
    token = at_work.form_token(f"{ACCOUNT}sessions")
    at_work.post(f"{ACCOUNT}sessions/end-others", data={"csrf_token": token})
    assert (at_work.is_signed_in(), other_browser.is_signed_in()) == (True, False)
    assert count(ModeratorSession) == 1


def test_the_session_one_is_in_is_left_by_signing_out(at_work: AccountsBrowser) -> None:
    here = db.session.query(ModeratorSession).one().id
    token = at_work.form_token(f"{ACCOUNT}sessions")
    answer = at_work.post(f"{ACCOUNT}sessions/{here}/end", data={"csrf_token": token})
    assert (answer.status_code, at_work.is_signed_in()) == (409, True)
