"""Mail that does not get out, for those who can do something about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from gloss.outbox.models import Fate, Letter

MOST_LISTED = 50
TRIES_THAT_WORRY = 3  # some servers put every first letter off
OVERDUE = timedelta(minutes=30)  # twice a lease: then nobody is at work


def count(session: Session, now: datetime) -> int:
    """Count the letters that are stuck."""
    return session.scalar(select(func.count(Letter.id)).where(_is_stuck(now))) or 0


def letters(session: Session, now: datetime) -> Sequence[Letter]:
    """Return the letters that were given up, or that several tries could not get out."""
    found = select(Letter).where(_is_stuck(now)).order_by(Letter.id.desc()).limit(MOST_LISTED)
    return session.scalars(found).all()


def _is_stuck(now: datetime) -> ColumnElement[bool]:
    return or_(
        Letter.fate.in_((Fate.GIVEN_UP, Fate.REFUSED)),
        and_(Letter.fate == Fate.WAITING, Letter.tries >= TRIES_THAT_WORRY),
        and_(Letter.fate == Fate.WAITING, Letter.due_at <= now - OVERDUE),
    )
