"""A moderator's edit: at once, with what was there before kept beside it, and undoable."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments import revising, standing
from gloss.comments.models import Comment, CommentRevision, State
from gloss.comments.revising import ChangedSince, Unknown


@dataclass(frozen=True)
class Edit:
    """Other words for a comment, and the version that the moderator had before the eyes."""

    comment_id: int
    version: int
    moderator_id: int
    text: str  # as typed; at most rendering.LONGEST_TEXT characters


def edit(session: Session, asked: Edit, now: datetime) -> int | None:
    """Give a comment other words; return the decision's id, or nothing if they are the same.

    The writer hears of it on the receipt, and nobody elsewhere.

    :raises ChangedSince: it is not as seen any more. :raises Unknown: it is gone.
    """
    comment = standing.locked(session, asked.comment_id)
    if comment is None or comment.state is State.DELETED:
        raise Unknown
    if comment.version != asked.version:
        raise ChangedSince(comment.id)
    if asked.text == comment.text:
        return None
    return revising.put_in_force(session, comment, _revision(session, comment, asked, now), now)


def latest(session: Session, comment: Comment) -> CommentRevision | None:
    """Return the last moderator's edit that is in force, with what it replaced."""
    in_force = select(CommentRevision).where(
        CommentRevision.comment_id == comment.id,
        CommentRevision.by_moderator_id.is_not(None),
        CommentRevision.state == State.APPROVED,
        CommentRevision.text == comment.text,
    )
    return session.scalar(in_force.order_by(CommentRevision.id.desc()).limit(1))


def _revision(session: Session, comment: Comment, asked: Edit, now: datetime) -> CommentRevision:
    made = CommentRevision(
        comment_id=comment.id,
        author_name=comment.author_name,
        text=asked.text,
        state=State.DELETED,  # as before it was made, and as it is once undone
        version=1,
        reasons=[],
        proposed_at=now,
        by_moderator_id=asked.moderator_id,
    )
    session.add(made)
    session.flush()
    return made
