"""The moderators' cookie: where it goes, and who can read it (case 47 of the attacks)."""

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.http import parse_cookie

from app import create_app
from gloss.accounts import cookie
from gloss.settings import Settings
from tests.accounts.browser import DESK, SIGN_IN, AccountsBrowser


@pytest.fixture
def https_app(settings: Settings) -> Flask:
    """Return the application of a site whose readers come by https."""
    plain = settings.site_file.read_text()
    settings.site_file.write_text(plain.replace("http://", "https://"))
    return create_app(settings)


def attributes(set_cookie: str) -> set[str]:
    """Return the attributes of a cookie, but not its name and value."""
    return {part.strip() for part in set_cookie.split(";")[1:]}


def test_by_http_the_cookie_is_for_moderators_pages_and_no_script(browser: AccountsBrowser) -> None:
    cookie = browser.get(SIGN_IN).headers["Set-Cookie"]
    assert cookie.startswith("gloss=")
    assert attributes(cookie) == {"HttpOnly", "Path=/moderation", "SameSite=Lax"}


def test_by_https_it_is_also_secure_and_its_name_says_so(https_app: Flask) -> None:
    cookie = https_app.test_client().get(SIGN_IN).headers["Set-Cookie"]
    assert cookie.startswith("__Secure-gloss=")
    assert attributes(cookie) == {"HttpOnly", "Path=/moderation", "SameSite=Lax", "Secure"}


def test_a_forwarded_protocol_does_not_decide_about_it(browser: AccountsBrowser) -> None:
    cookie = browser.get(SIGN_IN, headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    assert "Secure" not in attributes(cookie)


def test_the_cookie_changes_at_sign_in_and_keeps_its_attributes(
    browser: AccountsBrowser, mo: int
) -> None:
    browser.get(SIGN_IN)
    before = browser.cookie()
    answer = browser.sign_in()
    assert attributes(answer.headers["Set-Cookie"]) == {
        "HttpOnly",
        "Path=/moderation",
        "SameSite=Lax",
    }
    assert parse_cookie(answer.headers["Set-Cookie"])["gloss"] != before


@pytest.mark.parametrize(
    "address", [SIGN_IN, DESK, "/moderation/no-such-page", "/moderation/welcome/x", "/moderation"]
)
def test_nothing_below_moderation_is_kept_by_any_cache(
    browser: AccountsBrowser, address: str
) -> None:
    for answer in (browser.get(address), browser.post(address)):
        assert answer.headers["Cache-Control"] == "no-store"


def test_signed_in_pages_are_not_kept_either(browser: AccountsBrowser, mo: int) -> None:
    assert browser.sign_in().headers["Cache-Control"] == "no-store"
    assert browser.get(DESK).headers["Cache-Control"] == "no-store"


def test_nobody_elses_page_has_a_session_even_if_the_cookie_comes_with_it(app: Flask) -> None:
    signed = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signed
    sent = {"Cookie": "gloss=" + str(signed.dumps({"token": "Mo's"}))}
    for path, token in [(DESK, "Mo's"), ("/moderations", None), ("/receipts/x", None)]:
        with app.test_request_context(path, headers=sent):
            assert cookie.token() == token
