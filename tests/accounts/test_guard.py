"""Who may see moderators' pages, and where sign-in leads (cases 47 and 52 of the attacks)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from gloss import clock
from gloss.accounts import guard, sessions
from gloss.accounts.models import ModeratorSession
from gloss.database import db, write
from tests.accounts.browser import DESK, SIGN_IN, AccountsBrowser, count
from tests.cast import PASSWORD


def end_all(moderator_id: int) -> None:
    write(lambda session: sessions.revoke_all(session, moderator_id))


def age(by: timedelta) -> None:
    """Let the one session have been begun and used ``by`` earlier."""
    moved = {"created_at": clock.now() - by, "last_seen_at": clock.now() - by}
    write(
        lambda session: session.execute(
            update(ModeratorSession).values(expires_at=clock.now() - by + sessions.IDLE, **moved)
        ).close()
    )


def row() -> ModeratorSession:
    db.session.rollback()
    return db.session.query(ModeratorSession).one()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_stranger_is_led_to_sign_in_and_back_to_the_page(
    browser: AccountsBrowser, method: str
) -> None:
    answer = browser.open(f"{DESK}?q=%D0%BC%D0%B0%D1%81%D1%81%D0%B0%D0%B6&page=2", method=method)
    there = urlsplit(answer.location)
    assert (answer.status_code, there.path, there.netloc) == (303, SIGN_IN, "")
    assert parse_qs(there.query)["next"] == [
        f"{DESK}?q=%D0%BC%D0%B0%D1%81%D1%81%D0%B0%D0%B6&page=2"
    ]


def test_after_sign_in_one_is_where_one_wanted_to_be(browser: AccountsBrowser, mo: int) -> None:
    page = browser.get(f"{DESK}?page=2").location
    answer = browser.send(page, name="Mo", password="wrong password")
    assert answer.status_code == 422
    answer = browser.send(page, name="Mo", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, f"{DESK}?page=2")


def test_what_a_stranger_sends_is_not_done_and_leads_to_sign_in(browser: AccountsBrowser) -> None:
    answer = browser.post(DESK, data={"csrf_token": browser.form_token()})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)


@pytest.mark.parametrize("elsewhere", ["unknown", "", "x" * 4_000])
def test_a_cookie_that_nobody_signed_opens_nothing(
    browser: AccountsBrowser, elsewhere: str
) -> None:
    browser.set_cookie("gloss", elsewhere, path="/moderation")
    assert browser.get(DESK).status_code == 303


def test_a_revoked_session_is_signed_out_at_once(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    assert browser.is_signed_in()
    end_all(mo)
    assert not browser.is_signed_in()


def test_a_session_that_was_left_alone_for_a_day_is_over(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    age(sessions.IDLE)
    assert not browser.is_signed_in()


def test_a_look_prolongs_the_session_but_is_written_down_every_few_minutes_only(
    browser: AccountsBrowser, mo: int
) -> None:
    browser.sign_in()
    begun_at = row().last_seen_at
    browser.get(DESK)
    assert row().last_seen_at == begun_at
    age(sessions.SEEN_EVERY)
    browser.get(DESK)
    assert row().last_seen_at >= begun_at
    assert row().expires_at - row().last_seen_at == sessions.IDLE


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/moderation/",
        "//evil.example/moderation/",
        "/\\evil.example",
        "/moderation\\@evil.example",
        "/moderation/\\evil.example",
        "\\/moderation/",
        "/%5cevil.example",
        "/moderation.evil.example/",
        "/moderationx",
        "/articles/tides",
        "/",
        "",
        "moderation/",
        "/moderation/\r\nSet-Cookie: a=b",
        "/moderation/\t",
        "/moderation/\0",
        " /moderation/",
        "/moderation/ ",
        "javascript:alert(1)",
        "/moderation/" + "x" * 2_000,
        "/moderation/Ада",
    ],
)
def test_sign_in_leads_to_no_address_but_moderators_pages(app: Flask, wanted: str) -> None:
    with app.test_request_context(SIGN_IN, query_string={"next": wanted}):
        assert guard.destination() == "/moderation/"


@pytest.mark.parametrize("wanted", ["/moderation", DESK, "/moderation?a=b", f"{DESK}?a=%5C#b"])
def test_sign_in_leads_to_any_of_the_moderators_pages(app: Flask, wanted: str) -> None:
    with app.test_request_context(SIGN_IN, query_string={"next": wanted}):
        assert guard.destination() == wanted


def test_a_planted_destination_is_dropped_before_and_after_sign_in(
    browser: AccountsBrowser, mo: int
) -> None:
    page = f"{SIGN_IN}?next=https://evil.example/moderation/&next=/moderation/x"
    assert browser.send(page, name="Mo", password=PASSWORD).location == "/moderation/"
    assert browser.get(page).location == "/moderation/"


def test_public_pages_neither_set_nor_read_the_cookie(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    browser.set_cookie("gloss", browser.cookie(), path="/")
    answer = browser.get("/no-such-page")
    assert answer.status_code == 404
    assert not {"Set-Cookie", "Vary"} & {name for name, _ in answer.headers}
    assert count(ModeratorSession) == 1
