"""Spending: the first answer uses a challenge up, whoever else comes at that moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gloss import database
from gloss.captcha import challenge, spending
from gloss.captcha.challenge import LIFETIME, Challenge
from gloss.captcha.spending import REMEMBERED, Outcome

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def shown(app: Flask) -> Iterator[Challenge]:
    yield challenge.issue("tides", "comment", NOON)
    database.db.session.rollback()


def spent(shown: Challenge, answer: object, on: str = "Ada's comment") -> Outcome:
    is_right = shown.accepts(answer)
    return database.write(lambda session: spending.spend(session, shown, is_right, on, NOON))


def is_spent(shown: Challenge) -> bool:
    database.db.session.rollback()  # see what others have committed
    return spending.is_spent(database.db.session(), shown)


def forgotten(now: datetime) -> int:
    return database.write(lambda session: spending.forget_expired(session, now))


def test_the_answer_to_the_picture_is_right(shown: Challenge) -> None:
    assert not is_spent(shown)
    assert spent(shown, shown.picture_answer) is Outcome.RIGHT
    assert is_spent(shown)


def test_the_answer_to_the_sound_is_right_and_both_are_spent_together(shown: Challenge) -> None:
    assert spent(shown, shown.sound_answer) is Outcome.RIGHT
    assert spent(shown, shown.picture_answer, on="Eve's spam") is Outcome.SPENT


def test_a_right_answer_cannot_be_used_for_something_else(shown: Challenge) -> None:
    """Case 1: replayed after success."""
    assert spent(shown, shown.picture_answer) is Outcome.RIGHT
    assert spent(shown, shown.picture_answer, on="Eve's spam") is Outcome.SPENT


def test_a_wrong_answer_spends_it_too(shown: Challenge) -> None:
    """Case 3: one picture, one guess."""
    assert spent(shown, "WRONG1") is Outcome.WRONG
    assert spent(shown, shown.picture_answer, on="another try") is Outcome.SPENT


NOTHING: dict[str, object] = {
    "empty": "",
    "missing": None,
    "list": [],
    "megabyte": "a" * 1_000_000,
    "NUL": "\0",
    "half": "\ud800",
}


@pytest.mark.parametrize("nothing", NOTHING.values(), ids=NOTHING)
def test_no_answer_is_a_wrong_one(shown: Challenge, nothing: object) -> None:
    """Cases 4 and 5: empty, missing, a list, a megabyte."""
    assert spent(shown, nothing) is Outcome.WRONG


def test_a_second_click_is_told_what_the_first_one_was(app: Flask) -> None:
    for answered, first, second in (
        (True, Outcome.RIGHT, Outcome.REPEATED_RIGHT),
        (False, Outcome.WRONG, Outcome.REPEATED_WRONG),
    ):
        shown = challenge.issue("tides", "comment", NOON)
        answer = shown.picture_answer if answered else "WRONG1"
        assert [spent(shown, answer), spent(shown, answer)] == [first, second]


def test_a_refreshed_challenge_is_good_for_nothing(shown: Challenge) -> None:
    """Case 8: the old one after Refresh."""
    for _ in range(2):
        database.write(lambda session: spending.discard(session, shown, NOON))
    assert is_spent(shown)
    assert spent(shown, shown.picture_answer) is Outcome.SPENT


def test_what_is_undone_was_not_spent(shown: Challenge) -> None:
    def fails(session: Session) -> None:
        spending.spend(session, shown, True, "Ada's comment", NOON)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        database.write(fails)
    assert spent(shown, shown.picture_answer) is Outcome.RIGHT


def test_of_answers_at_the_same_moment_exactly_one_is_right(app: Flask, shown: Challenge) -> None:
    """Case 2: each thread has a connection of its own."""
    several = 8
    start = Barrier(several)

    def answer(number: int) -> Outcome:
        with app.app_context():
            start.wait()
            return spent(shown, shown.picture_answer, on=f"comment {number}")

    with ThreadPoolExecutor(several) as pool:
        outcomes = list(pool.map(answer, range(several)))
    assert sorted(outcomes, key=str) == [Outcome.RIGHT] + [Outcome.SPENT] * (several - 1)


def test_a_spent_challenge_is_remembered_longer_than_it_could_be_answered(
    shown: Challenge,
) -> None:
    """Cases 16 and 18: the table stays small, and a clock set back reopens nothing."""
    spent(shown, shown.picture_answer)
    assert forgotten(NOON + LIFETIME + timedelta(hours=1)) == 0
    assert is_spent(shown)
    assert forgotten(NOON + REMEMBERED) == 1
    assert not is_spent(shown)
