"""Spending a challenge: its first answer uses it up, right or wrong."""

from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection, delete, exists, select
from sqlalchemy.orm import Session

from gloss.captcha.challenge import Challenge
from gloss.captcha.models import SpentChallenge
from gloss.database import insert_if_new

# A challenge can be answered for two hours; the rest of the day is for clocks that are set back.
REMEMBERED = timedelta(days=1)


class Outcome(Enum):
    """What became of an answer."""

    RIGHT = auto()
    WRONG = auto()
    REPEATED_RIGHT = auto()  # a second click on what was right
    REPEATED_WRONG = auto()  # a second click on what was wrong
    SPENT = auto()  # used up by something else: a replay, or refreshed meanwhile


def spend(
    session: Session | Connection,
    challenge: Challenge,
    is_right: bool,
    digest: str,
    now: datetime,
) -> Outcome:
    """Use ``challenge`` up with an answer, as part of the caller's transaction.

    Of two transactions at the same moment the later waits for the earlier, then finds it spent.

    :param is_right: whether what was typed passes, by whichever way it was answered.
    :param digest: of the submission: the same again is a second click and no replay.
    """
    if _is_first(session, challenge, digest, is_right, now):
        return Outcome.RIGHT if is_right else Outcome.WRONG
    columns = select(SpentChallenge.digest, SpentChallenge.was_right)
    spent = session.execute(columns.where(SpentChallenge.nonce == challenge.nonce)).one()
    if spent.digest != digest:
        return Outcome.SPENT
    return Outcome.REPEATED_RIGHT if spent.was_right else Outcome.REPEATED_WRONG


def discard(session: Session, challenge: Challenge, now: datetime) -> None:
    """Use ``challenge`` up unanswered, because the visitor asked for another one."""
    _is_first(session, challenge, None, False, now)


def is_spent(session: Session, challenge: Challenge) -> bool:
    """Tell whether ``challenge`` was answered or refreshed already."""
    return bool(session.scalar(select(exists().where(SpentChallenge.nonce == challenge.nonce))))


def forget_expired(session: Session, now: datetime) -> int:
    """Delete what need not be remembered any more; return how many challenges that were."""
    expired = delete(SpentChallenge).where(SpentChallenge.expires_at <= now)
    return len(session.scalars(expired.returning(SpentChallenge.nonce)).all())


def _is_first(
    session: Session | Connection,
    challenge: Challenge,
    digest: str | None,
    was_right: bool,
    now: datetime,
) -> bool:
    """Remember ``challenge`` as spent; tell whether nobody had done so before."""
    return insert_if_new(
        session,
        SpentChallenge,
        nonce=challenge.nonce,
        digest=digest,
        was_right=was_right,
        expires_at=now + REMEMBERED,
    )
