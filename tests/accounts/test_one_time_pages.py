"""The pages behind one-time links: the first moderator, and new passwords."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import update

from gloss import clock
from gloss.accounts import links, moderators
from gloss.accounts.commands import first_moderator_link
from gloss.accounts.models import Moderator, ModeratorSession, OneTimeLink, Purpose
from gloss.database import db, write
from tests.accounts.browser import DESK, SIGN_IN, AccountsBrowser, count
from tests.cast import PASSWORD, digest

NEW = "a brand new sentence"
SPENT = "This link was used, is older than a day"


@pytest.fixture
def welcome(app: Flask) -> str:
    """Return the path that a start of the server prints while there is no moderator."""
    link = first_moderator_link(clock.now())
    assert link is not None
    return link.removeprefix("http://localhost")


@pytest.fixture
def reset(mo: int) -> str:
    """Return the path with which Mo sets a new password."""
    token = write(lambda session: moderators.reset(session, "Mo", clock.now()))
    return f"/moderation/password/{token}"


def expire_links() -> None:
    write(
        lambda session: session.execute(update(OneTimeLink).values(expires_at=clock.now())).close()
    )


def names() -> list[str]:
    db.session.rollback()
    return [moderator.name for moderator in moderators.everyone(db.session())]


def test_the_first_moderator_is_made_and_signed_in(browser: AccountsBrowser, welcome: str) -> None:
    answer = browser.send(welcome, name=" Mo  Lind ", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/moderation/")
    assert "The desk of Mo Lind" in browser.get(DESK).text
    assert browser.get(SIGN_IN).status_code == 303


def test_the_first_moderator_can_sign_in_elsewhere(
    browser: AccountsBrowser, other_browser: AccountsBrowser, welcome: str
) -> None:
    browser.send(welcome, name="Мария", password=PASSWORD)
    assert other_browser.sign_in("мария").status_code == 303


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(
    browser: AccountsBrowser, other_browser: AccountsBrowser, welcome: str
) -> None:
    for _ in range(3):
        assert other_browser.get(welcome).status_code == 200
    assert names() == []
    assert browser.send(welcome, name="Mo", password=PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "Write a name."),
        ({"name": "Mo\0"}, "This name holds characters that cannot be shown."),
        ({"name": "x" * 81}, "This name is too long."),
        ({"name": "x" * 1_000_000}, "This name is too long."),
        ({"password": ""}, "Write a password."),
        ({"password": "elevenchars"}, "This password has 11 characters."),
        ({"password": "x" * 201}, "This password is too long."),
        ({"password": "x" * 1_000_000}, "This password is too long."),
    ],
)
def test_what_cannot_be_used_is_said_and_the_link_stays_good(
    browser: AccountsBrowser, welcome: str, hashings: list[str], typed: dict[str, str], why: str
) -> None:
    answer = browser.send(welcome, **({"name": "Mo", "password": PASSWORD} | typed))
    assert (answer.status_code, answer.text.count(why)) == (422, 2)
    assert (names(), hashings, browser.get(welcome).status_code) == ([], [], 200)


@pytest.mark.parametrize("password", ["qz!7Wk-0pLxv", ("\0" + "кит под дождём " * 20)[:200]])
def test_any_password_of_fair_length_is_taken(
    browser: AccountsBrowser, other_browser: AccountsBrowser, welcome: str, password: str
) -> None:
    assert browser.send(welcome, name="Mo", password=password).status_code == 303
    assert other_browser.sign_in("Mo", password).status_code == 303


def test_the_name_stays_as_typed_when_the_password_was_refused(
    browser: AccountsBrowser, welcome: str
) -> None:
    page = browser.send(welcome, name="Мария", password="short").text
    assert 'value="Мария"' in page
    assert "short" not in page.replace("<title>", "")


def test_a_used_link_leads_nowhere(
    browser: AccountsBrowser, other_browser: AccountsBrowser, welcome: str
) -> None:
    token = other_browser.form_token(welcome)
    browser.send(welcome, name="Mo", password=PASSWORD)
    sent = {"csrf_token": token, "name": "Eve", "password": PASSWORD}
    for answer in (other_browser.get(welcome), other_browser.post(welcome, data=sent)):
        assert (answer.status_code, SPENT in answer.text) == (404, True)
    assert names() == ["Mo"]


def test_two_who_use_one_link_at_the_same_instant_make_one_moderator(
    app: Flask, browser: AccountsBrowser, other_browser: AccountsBrowser, welcome: str
) -> None:
    together = Barrier(2)

    def press(one: AccountsBrowser, name: str) -> int:
        sent = {"csrf_token": one.form_token(welcome), "name": name, "password": PASSWORD}
        together.wait()
        return one.post(welcome, data=sent).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(press, (browser, other_browser), ("Mo", "Mia")))
    assert sorted(codes) == [303, 404]
    assert (len(names()), count(ModeratorSession), count(OneTimeLink)) == (1, 1, 0)


def test_two_who_set_a_password_by_one_link_at_the_same_instant_set_one(
    browser: AccountsBrowser, other_browser: AccountsBrowser, reset: str
) -> None:
    together = Barrier(2)

    def press(one: AccountsBrowser, password: str) -> int:
        sent = {"csrf_token": one.form_token(reset), "password": password}
        together.wait()
        return one.post(reset, data=sent).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(press, (browser, other_browser), (NEW, NEW + "!")))
    assert sorted(codes) == [303, 404]
    by_each = [browser.sign_in("Mo", NEW), other_browser.sign_in("Mo", NEW + "!")]
    assert sorted(answer.status_code for answer in by_each) == [303, 422]


def test_once_there_is_a_moderator_the_welcome_is_over(
    browser: AccountsBrowser, welcome: str, mo: int, hashings: list[str]
) -> None:
    sent = {"csrf_token": browser.form_token(), "name": "Eve", "password": PASSWORD}
    for answer in (browser.get(welcome), browser.post(welcome, data=sent)):
        assert (answer.status_code, SPENT in answer.text) == (404, True)
    assert (names(), hashings) == (["Mo"], [])


def test_a_moderator_who_appears_at_the_last_moment_ends_the_welcome(
    browser: AccountsBrowser,
    welcome: str,
    mo: int,
) -> None:
    token = welcome.rsplit("/", 1)[1]
    with pytest.raises(links.Spent):
        write(lambda s: moderators.create_first(s, token, "Eve", digest(), clock.now()))


@pytest.mark.parametrize("kind", ["welcome", "password"])
@pytest.mark.parametrize("token", ["x", "%00", "%FF", "Ада", "x" * 10_000])
def test_a_forged_link_leads_nowhere_and_costs_nothing(
    browser: AccountsBrowser, mo: int, hashings: list[str], kind: str, token: str
) -> None:
    address = f"/moderation/{kind}/{token}"
    sent = {"csrf_token": browser.form_token(), "name": "Eve", "password": PASSWORD}
    for answer in (browser.get(address), browser.post(address, data=sent)):
        assert (answer.status_code, SPENT in answer.text) == (404, True)
    assert hashings == []


def test_a_link_of_the_other_purpose_leads_nowhere(
    browser: AccountsBrowser, welcome: str, reset: str
) -> None:
    assert browser.get(welcome.replace("welcome", "password")).status_code == 404
    assert browser.get(reset.replace("password", "welcome")).status_code == 404


def test_a_link_that_is_too_old_leads_nowhere(browser: AccountsBrowser, welcome: str) -> None:
    expire_links()
    assert browser.get(welcome).status_code == 404


@pytest.mark.parametrize("token", [None, "forged"])
def test_a_form_without_our_token_sets_nothing(
    browser: AccountsBrowser, reset: str, token: str | None
) -> None:
    sent = {"password": NEW} | ({} if token is None else {"csrf_token": token})
    assert browser.post(reset, data=sent).status_code == 400
    assert count(OneTimeLink) == 1
    assert browser.sign_in().status_code == 303


def test_a_new_password_replaces_the_old_one(browser: AccountsBrowser, reset: str) -> None:
    answer = browser.send(reset, password=NEW)
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert "Your new password is set." in browser.get(SIGN_IN).text
    assert browser.sign_in().status_code == 422
    assert browser.sign_in("Mo", NEW).status_code == 303


def test_a_new_password_signs_mo_out_everywhere(
    browser: AccountsBrowser, other_browser: AccountsBrowser, reset: str
) -> None:
    for one in (browser, other_browser):
        one.sign_in()
    browser.send(reset, password=NEW)
    assert (browser.is_signed_in(), other_browser.is_signed_in()) == (False, False)
    assert count(ModeratorSession) == 0


def test_until_the_link_is_used_the_old_password_goes_on(
    browser: AccountsBrowser, reset: str
) -> None:
    browser.get(reset)
    assert browser.sign_in().status_code == 303


def test_the_form_for_a_new_password_names_the_account_to_the_password_manager(
    browser: AccountsBrowser, reset: str
) -> None:
    page = browser.get(reset).text
    assert 'autocomplete="username" value="Mo"' in page
    assert 'autocomplete="new-password"' in page


def test_a_new_password_that_is_too_short_leaves_the_link_good(
    browser: AccountsBrowser, reset: str
) -> None:
    answer = browser.send(reset, password="short")
    assert (answer.status_code, "A new password for Mo" in answer.text) == (422, True)
    assert browser.send(reset, password=NEW).status_code == 303


def test_a_start_makes_earlier_first_links_worthless(
    browser: AccountsBrowser, welcome: str
) -> None:
    fresh = first_moderator_link(clock.now(), "http://127.0.0.1:8000") or ""
    assert fresh.startswith("http://127.0.0.1:8000/moderation/welcome/")
    assert browser.get(welcome).status_code == 404
    assert browser.get(fresh.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_once_there_is_a_moderator_no_start_makes_a_link(mo: int) -> None:
    assert first_moderator_link(clock.now()) is None
    assert count(OneTimeLink) == 0


def test_an_invited_moderator_does_not_end_up_with_the_first_ones_link(app: Flask) -> None:
    token = write(lambda session: moderators.invite(session, "Mia", clock.now()))
    link = links.read(db.session(), token, Purpose.NEW_PASSWORD, clock.now())
    assert link.moderator is not None
    assert (link.moderator.name, count(Moderator)) == ("Mia", 1)


def test_a_forged_host_does_not_get_into_links_or_redirects(
    app: Flask, browser: AccountsBrowser, mo: int
) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    with app.test_request_context(headers=evil):
        token = write(lambda session: moderators.reset(session, "Mo", clock.now()))
    answers = [
        browser.get(DESK, headers=evil),
        browser.get(SIGN_IN, headers=evil),
        browser.get(f"/moderation/password/{token}", headers=evil),
    ]
    assert [answer.status_code for answer in answers] == [303, 200, 200]
    assert not any("evil" in answer.text + str(answer.headers) for answer in answers)
