"""How long a decision usually takes here, once that is known."""

from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, Decision, State

LOOKED_AT = 200  # decisions of any kind, so that the cost never grows
TYPICAL_OF = 50
FEWEST = 10  # fewer say nothing yet


def usual(session: Session) -> timedelta | None:
    """Return the median of the last decisions about new comments; none while there are few."""
    latest = select(Decision.id).order_by(Decision.id.desc()).limit(LOOKED_AT)
    first_decisions = (
        select(Decision.decided_at, Comment.posted_at)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.id.in_(latest.subquery().select()),
            Decision.from_state == State.PENDING,
            Decision.moderator_id.is_not(None),
            Decision.revision_id.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(TYPICAL_OF)
    )
    waits = [decided - posted for decided, posted in session.execute(first_decisions)]
    if len(waits) < FEWEST:
        return None
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))
