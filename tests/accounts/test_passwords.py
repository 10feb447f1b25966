"""Passwords: what they cost, and what they are compared by."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any

import pytest
from argon2 import PasswordHasher

from gloss.accounts import passwords
from tests.cast import digest

OURS = passwords.hasher  # before the tests take a light one in its place
LONG_AGO = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_is_right_and_another_is_wrong() -> None:
    assert passwords.is_right("correct horse battery staple", digest())
    assert not passwords.is_right("Correct horse battery staple", digest())


def test_a_hash_is_argon2id_with_a_salt_of_its_own() -> None:
    assert digest().startswith("$argon2id$")
    assert passwords.digest("correct horse battery staple") != digest()


def test_two_keyboards_that_compose_a_letter_differently_write_the_same_password() -> None:
    assert passwords.is_right("cafe\u0301 au lait", LONG_AGO.hash("caf\u00e9 au lait"))


@pytest.mark.parametrize("odd", ["", "\0" * 12, "пароль из слов", "🐎" * 12, " leading"])
def test_any_text_may_be_compared(odd: str) -> None:
    assert passwords.is_right(odd, LONG_AGO.hash(odd))
    assert not passwords.is_right(odd + "x", LONG_AGO.hash(odd))


def test_a_hash_costs_what_rfc_9106_recommends_second() -> None:
    assert (OURS.time_cost, OURS.memory_cost, OURS.parallelism) == (3, 64 * 1024, 4)


def test_an_unknown_name_costs_one_hashing_like_a_known_one(hashings: list[str]) -> None:
    assert not passwords.is_right("wrong", digest())
    assert len(hashings) == 1
    assert not passwords.is_right("wrong", None)
    assert len(hashings) == 2


def test_what_nobody_types_is_refused_without_hashing(hashings: list[str]) -> None:
    assert not passwords.is_right("x" * 1_000_000, digest())
    assert not passwords.is_right("x" * 1_000_000, None)
    assert hashings == []


def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    assert passwords.is_outdated(LONG_AGO.hash("correct horse battery staple"))
    assert not passwords.is_outdated(digest())


def test_no_more_than_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock, is_crowded = 0, 0, Lock(), Event()
    original = PasswordHasher.verify

    def verify(*args: Any) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == passwords.AT_ONCE:
                is_crowded.set()
        is_crowded.wait(1)  # until there are as many as may be
        try:
            return bool(original(*args))
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    known = LONG_AGO.hash("a")
    with ThreadPoolExecutor(8) as pool:
        right = list(pool.map(lambda typed: passwords.is_right(typed, known), "abababab"))
    assert right == [True, False] * 4
    assert most == passwords.AT_ONCE


def test_who_finds_no_place_for_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.01)
    with passwords._place(), passwords._place(), pytest.raises(passwords.Busy):
        passwords.digest("correct horse battery staple")
