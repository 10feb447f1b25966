"""Guessing comes to an end, for the guesser alone: cases 48 and 53 of the attacks."""

import re
from collections.abc import Callable
from time import time
from types import SimpleNamespace

import pytest

from gloss.accounts import passwords
from tests.accounts.browser import AccountsBrowser

TOO_LONG = "x" * (passwords.LONGEST + 1)  # refused, and counted, without hashing


@pytest.fixture
def five_minutes_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    moved = SimpleNamespace(time=lambda: time() + 302)
    return lambda: monkeypatch.setattr("limits.storage.memory.time", moved)


def test_guessing_one_name_comes_to_an_end_whether_it_exists_or_not(
    browser: AccountsBrowser, mo: int
) -> None:
    answers = {name: [browser.sign_in(name, TOO_LONG) for _ in range(11)] for name in ("Mo", "No")}
    codes = {name: [answer.status_code for answer in given] for name, given in answers.items()}
    assert codes["Mo"] == codes["No"] == [422] * 10 + [429]
    refusal = answers["Mo"][-1]
    assert 0 < int(refusal.headers["Retry-After"]) <= 301
    assert re.search(r"Please try again in \d (minutes|seconds)", refusal.text)
    assert 'value="Mo"' in refusal.text


def test_while_refused_even_the_right_password_is_not_looked_at(
    browser: AccountsBrowser, mo: int, hashings: list[str]
) -> None:
    for _ in range(11):
        browser.sign_in("Mo", TOO_LONG)
    assert (browser.sign_in().status_code, hashings) == (429, [])


def test_after_five_minutes_one_may_sign_in_again(
    browser: AccountsBrowser, mo: int, five_minutes_later: Callable[[], None]
) -> None:
    for _ in range(11):
        browser.sign_in("Mo", TOO_LONG)
    five_minutes_later()
    assert browser.sign_in().status_code == 303


def test_guessing_many_names_comes_to_an_end_too(browser: AccountsBrowser, mo: int) -> None:
    codes = [browser.sign_in(f"Name {n}", TOO_LONG).status_code for n in range(41)]
    assert codes == [422] * 40 + [429]


def test_a_stranger_cannot_lock_mo_out(
    browser: AccountsBrowser, other_browser: AccountsBrowser, mo: int
) -> None:
    other_browser.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    eve = [other_browser.sign_in("Mo", TOO_LONG).status_code for _ in range(11)]
    assert (eve[-1], browser.sign_in().status_code) == (429, 303)


def test_a_forged_header_gives_no_further_guesses(browser: AccountsBrowser, mo: int) -> None:
    codes = []
    browser.environ_base["REMOTE_ADDR"] = "198.51.100.7"  # not nearby, so it is no forgotten proxy
    for n in range(11):
        browser.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{n}"
        codes.append(browser.sign_in("Mo", TOO_LONG).status_code)
    assert codes[-1] == 429
