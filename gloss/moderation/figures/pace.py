"""How long comments wait for a decision, and how many wait now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, Decision, State

LOOKED_AT = 1_000  # decisions of any kind, the newest: more would not change the picture
WITHIN = timedelta(days=30)
BANDS = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=3))


@dataclass(frozen=True)
class Band:
    """How many comments waited up to so long, and longer than the band before."""

    up_to: timedelta | None  # none: as long as you like
    number: int


@dataclass(frozen=True)
class Pace:
    """How long the comments decided about lately had waited."""

    judged: int
    median: timedelta | None  # none: nothing was decided
    bands: Sequence[Band]
    is_all: bool  # whether no decision of the time was left out

    @property
    def most(self) -> int:
        """The number of the fullest band."""
        return max(band.number for band in self.bands)


def lately(session: Session, now: datetime) -> Pace:
    """Look at what people decided ``WITHIN`` the last days, among the newest ``LOOKED_AT``."""
    newest = select(Decision.id).order_by(Decision.id.desc()).limit(LOOKED_AT).subquery()
    rows = session.execute(
        select(Decision.decided_at, Comment.posted_at)
        .join(newest, newest.c.id == Decision.id)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Decision.from_state == State.PENDING, Decision.revision_id.is_(None))
        .where(Decision.moderator_id.is_not(None), Decision.undoes_id.is_(None))
        .where(Decision.decided_at > now - WITHIN)
    )
    waits = [decided - posted for decided, posted in rows]
    oldest = session.scalar(
        select(Decision.decided_at).order_by(Decision.id.desc()).offset(LOOKED_AT - 1).limit(1)
    )
    is_all = oldest is None or oldest <= now - WITHIN
    return Pace(len(waits), _median(waits), _bands(waits), is_all)


def waiting_since(session: Session) -> datetime | None:
    """Return when the comment that has waited longest came; none waits: nothing."""
    first = select(Comment.posted_at).where(Comment.state == State.PENDING)
    return session.scalar(first.order_by(Comment.id).limit(1))


def _median(waits: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None


def _bands(waits: Sequence[timedelta]) -> list[Band]:
    found, below = list[Band](), 0
    for up_to in (*BANDS, None):
        within = len(waits) if up_to is None else sum(wait <= up_to for wait in waits)
        found.append(Band(up_to, within - below))
        below = within
    return found
