"""Signing in and out over HTTP: cases 47 and 48 of the attacks."""

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from gloss import clock, database
from gloss.accounts import moderators, passwords, signing_in
from gloss.accounts.models import Moderator, ModeratorSession
from gloss.database import db
from tests.accounts.browser import DESK, SIGN_IN, SIGN_OUT, AccountsBrowser, count
from tests.cast import PASSWORD

MISMATCH = "This password does not belong to this name"
HERE = signing_in.Browser(None, "", "")
TOO_LONG = "x" * (passwords.LONGEST + 1)  # refused, and counted, without hashing


def test_mo_signs_in_and_lands_in_the_queue(browser: AccountsBrowser, mo: int) -> None:
    answer = browser.sign_in()
    assert (answer.status_code, answer.location) == (303, "/moderation/")
    assert "The desk of Mo" in browser.get(DESK).text


@pytest.mark.parametrize("typed", ["mo", "  MO ", "Ｍｏ"])
def test_case_and_width_of_the_name_do_not_matter(
    browser: AccountsBrowser, mo: int, typed: str
) -> None:
    assert browser.sign_in(typed).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Mo", "wrong"),
        ("Eve", PASSWORD),
        ("Eve", "wrong"),
        ("Mo\0", PASSWORD),
        ("Мо", PASSWORD),
        ("x" * 81, PASSWORD),
        ("Mo", PASSWORD + " "),
        ("Mo", TOO_LONG),
    ],
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    browser: AccountsBrowser, mo: int, name: str, password: str
) -> None:
    answer = browser.sign_in(name, password)
    assert (answer.status_code, MISMATCH in answer.text) == (422, True)
    assert not browser.is_signed_in()


def test_the_same_answer_is_the_same_to_the_letter(browser: AccountsBrowser, mo: int) -> None:
    pages = [browser.sign_in(name, TOO_LONG).text for name in ("Mo", "No")]
    same = [re.sub(r'value="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1]


@pytest.mark.parametrize("name", ["Mo", "Eve", "Mo\0"])
def test_an_attempt_costs_one_hashing_whoever_is_named(
    browser: AccountsBrowser, mo: int, hashings: list[str], name: str
) -> None:
    browser.sign_in(name, "wrong")
    assert len(hashings) == 1


def test_a_moderator_who_has_set_no_password_looks_like_nobody(
    app: Flask, browser: AccountsBrowser, hashings: list[str]
) -> None:
    database.write(lambda session: moderators.invite(session, "Mia", clock.now()))
    answer = browser.sign_in("Mia", "wrong")
    assert (answer.status_code, MISMATCH in answer.text, len(hashings)) == (422, True, 1)


def test_a_password_of_a_megabyte_is_refused_without_hashing(
    browser: AccountsBrowser, mo: int, hashings: list[str]
) -> None:
    answer = browser.sign_in("Mo", "x" * 1_000_000)
    assert (answer.status_code, MISMATCH in answer.text, hashings) == (422, True, [])


def test_a_name_of_a_megabyte_is_refused_without_hashing(
    browser: AccountsBrowser, mo: int, hashings: list[str]
) -> None:
    assert (browser.sign_in("x" * 1_000_000).status_code, hashings) == (422, [])


def test_what_is_missing_is_said_beside_its_field_and_above_the_form(
    browser: AccountsBrowser, mo: int, hashings: list[str]
) -> None:
    page = browser.sign_in("", "").text
    assert 'role="alert"' in page
    assert '<a href="#name">Write your name.</a>' in page
    assert '<a href="#password">Write your password.</a>' in page
    assert '<p class="field-error" id="name-error">Write your name.</p>' in page
    assert re.search(r'<input[^>]*aria-describedby="name-error" aria-invalid="true"[^>]*>', page)
    assert hashings == []


def test_the_name_stays_as_typed_and_the_password_does_not(
    browser: AccountsBrowser, mo: int
) -> None:
    page = browser.sign_in('<b>"Мария"', "hunter2 hunter2").text
    assert 'value="&lt;b&gt;&#34;Мария&#34;"' in page
    assert "hunter2" not in page


def test_a_password_manager_finds_its_way(browser: AccountsBrowser) -> None:
    page = browser.get(SIGN_IN).text
    assert re.search(r'<input[^>]*autocomplete="username"[^>]*type="text"', page)
    assert re.search(r'<input[^>]*autocomplete="current-password"[^>]*type="password"', page)
    assert "maxlength" not in re.findall(r'<input[^>]*type="password"[^>]*>', page)[0]
    assert "alert" not in page


def test_looking_at_the_page_begins_nothing(browser: AccountsBrowser, mo: int) -> None:
    assert browser.get(SIGN_IN).status_code == 200
    assert count(ModeratorSession) == 0


def test_who_is_signed_in_goes_on_at_once(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    assert browser.get(SIGN_IN).location == "/moderation/"


def test_signing_in_again_ends_the_session_before(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    old = browser.cookie()
    again = {"csrf_token": browser.form_token(DESK), "name": "Mo", "password": PASSWORD}
    assert browser.post(SIGN_IN, data=again).status_code == 303
    assert (browser.is_signed_in(), count(ModeratorSession)) == (True, 1)
    browser.set_cookie("gloss", old, path="/moderation")
    assert not browser.is_signed_in()


def test_a_cookie_planted_before_sign_in_is_worth_nothing_after_it(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    browser.get(SIGN_IN)
    other_browser.set_cookie("gloss", browser.cookie(), path="/moderation")
    other_browser.sign_in()
    assert (other_browser.is_signed_in(), browser.is_signed_in()) == (True, False)


def test_a_form_token_from_before_sign_in_is_worth_nothing_after_it(
    browser: AccountsBrowser, mo: int
) -> None:
    planted = browser.form_token()
    browser.sign_in()
    assert browser.post(DESK, data={"csrf_token": planted}).status_code == 400
    assert browser.send(DESK).text == "Stamped"


def test_signing_out_ends_the_session_and_says_so(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    taken = browser.cookie()
    answer = browser.post(SIGN_OUT, data={"csrf_token": browser.form_token(DESK)})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert "You are signed out." in browser.get(SIGN_IN).text
    browser.set_cookie("gloss", taken, path="/moderation")
    assert (browser.is_signed_in(), count(ModeratorSession)) == (False, 0)


def test_signing_out_twice_does_no_harm(browser: AccountsBrowser) -> None:
    answer = browser.post(SIGN_OUT, data={"csrf_token": browser.form_token()})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)


def test_signing_out_by_a_link_does_not_work(browser: AccountsBrowser, mo: int) -> None:
    browser.sign_in()
    assert browser.get(SIGN_OUT).status_code == 405
    assert browser.is_signed_in()


def test_outdated_parameters_are_renewed_at_sign_in(browser: AccountsBrowser, mo: int) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    store_hash(mo, weak)
    assert browser.sign_in().status_code == 303
    renewed = stored_hash(mo)
    assert (renewed != weak, passwords.is_right(PASSWORD, renewed)) == (True, True)
    assert not passwords.is_outdated(renewed or "")


def test_a_password_changed_during_sign_in_begins_no_session(mo: int) -> None:
    proof = signing_in.check(db.session(), "Mo", PASSWORD)
    assert proof is not None
    store_hash(mo, "another")
    assert database.write(lambda s: signing_in.begin(s, proof, HERE, clock.now())) is None
    assert count(ModeratorSession) == 0


def stored_hash(moderator_id: int) -> str | None:
    db.session.rollback()
    return db.session.scalars(
        select(Moderator.password_hash).where(Moderator.id == moderator_id)
    ).one()


def store_hash(moderator_id: int, password_hash: str) -> None:
    database.write(
        lambda session: setattr(
            session.get_one(Moderator, moderator_id), "password_hash", password_hash
        )
    )
