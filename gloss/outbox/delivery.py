"""Delivering: a letter is claimed by lease, tried, and marked; at most ``MOST_TRIES`` times.

A try is counted when it is claimed. Who dies between sending and marking leaves the letter to
whoever claims it once the lease is over: then it is sent again, under the same message id.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from gloss.outbox.models import Fate, Letter

LEASE = timedelta(minutes=15)  # a server has some ten answers to give, each in a minute at most
MOST_TRIES = 15
FIRST_PAUSE = timedelta(minutes=1)  # doubled after each try
LONGEST_PAUSE = timedelta(hours=8)  # so the last try is made after two and a half days
JITTER = 0.25  # letters that failed together need not come back together
FARTHEST = (1 + JITTER) * LONGEST_PAUSE  # what is due later was written down by a wrong clock
WORDS_KEPT = timedelta(days=7)  # of a letter that was given up, so that it can be tried again
ROWS_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Claim:
    """The right to try one letter once; worth nothing after ``LEASE``."""

    letter_id: int
    number: int  # of the try


def is_due(session: Session, now: datetime) -> bool:
    """Tell whether a letter waits to be tried."""
    return session.scalar(_due(now)) is not None


def claim(session: Session, now: datetime) -> Claim | None:
    """Claim the letter that has been due for longest; two workers never claim the same."""
    claimed = session.execute(
        update(Letter)
        .where(Letter.id == _due(now).with_for_update(skip_locked=True).scalar_subquery())
        .values(due_at=now + LEASE, tries=Letter.tries + 1)
        .returning(Letter.id, Letter.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claim(*claimed) if claimed else None


def mark_sent(session: Session, claimed: Claim, now: datetime) -> None:
    """Note that the letter was taken; its words are not needed any more."""
    letter = _held(session, claimed)
    if letter:
        letter.trouble = ""
        letter.forget_words()
        _settle(letter, Fate.SENT, now)


def put_off(session: Session, claimed: Claim, why: str, now: datetime) -> None:
    """Try the letter again later, or give it up after the last try."""
    letter = _held(session, claimed)
    if letter is None:
        return
    letter.trouble = why
    letter.due_at = now + pause(letter.tries)
    if letter.tries >= MOST_TRIES:
        _settle(letter, Fate.GIVEN_UP, now)


def give_up(session: Session, claimed: Claim, fate: Fate, why: str, now: datetime) -> None:
    """Note that the letter will never be taken as it is."""
    letter = _held(session, claimed)
    if letter:
        letter.trouble = why
        _settle(letter, fate, now)


def try_again(session: Session, letter_id: int, now: datetime) -> bool:
    """Let a letter that was given up be tried from the beginning; tell whether it still can."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.fate is Fate.SENT or not letter.text:
        return False
    letter.fate, letter.settled_at = Fate.WAITING, None
    letter.tries, letter.due_at = 0, now
    return True


def sweep(session: Session, now: datetime) -> None:
    """Forget the words of letters given up a week ago, and settled letters after a month."""
    session.execute(delete(Letter).where(Letter.settled_at <= now - ROWS_KEPT))
    old = select(Letter).where(Letter.settled_at <= now - WORDS_KEPT, Letter.text != "")
    for letter in session.scalars(old):
        letter.forget_words()


def pause(tries: int) -> timedelta:
    """Return how long to wait after so many tries, give or take ``JITTER``."""
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(tries - 1, MOST_TRIES), LONGEST_PAUSE)
    stretch: float = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 (keeps no secret)
    return doubled * stretch


def _due(now: datetime) -> Select[int]:
    is_due = or_(Letter.due_at <= now, Letter.due_at > now + FARTHEST)
    return (
        select(Letter.id)
        .where(Letter.fate == Fate.WAITING, is_due)
        .order_by(Letter.due_at)
        .limit(1)
    )


def _held(session: Session, claimed: Claim) -> Letter | None:
    """Return the letter if the claim still holds: nobody took it over, or took it back."""
    letter = session.get(Letter, claimed.letter_id, with_for_update=True)
    is_held = letter and (letter.fate, letter.tries) == (Fate.WAITING, claimed.number)
    return letter if is_held else None


def _settle(letter: Letter, fate: Fate, now: datetime) -> None:
    letter.fate, letter.settled_at = fate, now
