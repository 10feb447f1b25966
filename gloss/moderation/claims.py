"""Who has which comment before the eyes: others are told, and led to another one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import Comment
from gloss.moderation.models import Claim

LIFETIME = timedelta(minutes=2)  # the page renews it every minute, where it has scripts


def claim(session: Session, comment_id: int, moderator_id: int, now: datetime) -> None:
    """Let a moderator have a comment, and no other, unless somebody else has it."""
    over = or_(Claim.moderator_id == moderator_id, not_(_goes_on(now)))
    session.execute(delete(Claim).where(over), execution_options={"synchronize_session": False})
    if session.get(Comment, comment_id) is None:
        return
    ends_at = now + LIFETIME
    database.insert_if_new(
        session, Claim, comment_id=comment_id, moderator_id=moderator_id, ends_at=ends_at
    )


def sweep(session: Session, now: datetime) -> None:
    """Forget claims that nobody renewed."""
    session.execute(delete(Claim).where(Claim.ends_at <= now))


def of_others(session: Session, moderator_id: int, now: datetime) -> dict[int, str]:
    """Return the names of other moderators by the comment that each has."""
    live = select(Claim).where(Claim.moderator_id != moderator_id, _goes_on(now))
    found: Sequence[Claim] = session.scalars(live).all()
    return {claim.comment_id: claim.moderator.name for claim in found}


def _goes_on(now: datetime) -> ColumnElement[bool]:
    """Tell whether a claim holds: one that ends too late was made while the clock was wrong."""
    return and_(Claim.ends_at > now, Claim.ends_at <= now + 2 * LIFETIME)  # nodes may differ a bit
