"""What is sent by another site, or is no form at all: cases 46, 50 and 54 of the attacks."""

from io import BytesIO

import pytest

from gloss.accounts.models import ModeratorSession
from tests.accounts.browser import DESK, SIGN_IN, SIGN_OUT, AccountsBrowser, count
from tests.cast import PASSWORD


@pytest.mark.parametrize("address", [SIGN_IN, SIGN_OUT, DESK])
def test_nothing_is_done_for_a_request_without_our_token(
    browser: AccountsBrowser, mo: int, address: str
) -> None:
    browser.sign_in()
    typed = {"name": "Mo", "password": PASSWORD}
    for sent in (typed, *(typed | {"csrf_token": token} for token in ("", "forged", "Ада\0"))):
        answer = browser.post(address, data=sent)
        assert (answer.status_code, "reload the page" in answer.text) == (400, True)
    assert (browser.is_signed_in(), count(ModeratorSession)) == (True, 1)


def test_a_token_of_another_browser_is_refused(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    browser.get(SIGN_IN)
    sent = {"csrf_token": other_browser.form_token(), "name": "Mo", "password": PASSWORD}
    assert browser.post(SIGN_IN, data=sent).status_code == 400


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json"])
def test_a_body_that_is_no_form_is_refused(
    browser: AccountsBrowser, mo: int, content_type: str | None
) -> None:
    body = f"csrf_token={browser.form_token()}&name=Mo&password={PASSWORD}"
    assert browser.post(SIGN_IN, data=body, content_type=content_type).status_code == 400


def test_files_in_place_of_fields_are_as_good_as_nothing(browser: AccountsBrowser, mo: int) -> None:
    sent = {
        "csrf_token": browser.form_token(),
        "name": (BytesIO(b"Mo"), "name.txt"),
        "password": (BytesIO(PASSWORD.encode()), "password.txt"),
    }
    answer = browser.post(SIGN_IN, data=sent)
    assert (answer.status_code, "Write your name." in answer.text) == (422, True)


def test_of_a_field_sent_twice_the_first_counts(browser: AccountsBrowser, mo: int) -> None:
    sent = {"csrf_token": browser.form_token(), "name": ["Eve", "Mo"], "password": [PASSWORD, "x"]}
    assert browser.post(SIGN_IN, data=sent).status_code == 422


def test_bytes_that_are_no_text_are_nobodys_name(browser: AccountsBrowser, mo: int) -> None:
    body = b"name=%FF%FE&password=%FF&csrf_token=" + browser.form_token().encode()
    form = "application/x-www-form-urlencoded"
    assert browser.post(SIGN_IN, data=body, content_type=form).status_code == 422
