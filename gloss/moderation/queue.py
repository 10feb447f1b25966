"""What waits: counts, changes to published comments, and what was decided about one."""

from collections.abc import Sequence

from sqlalchemy import func, select

from gloss.comments.models import REPORTED, Comment, CommentRevision, Decision, State
from gloss.database import db

PAGE_SIZE = 50
_CHANGES = (
    select(CommentRevision)
    .join(Comment, Comment.id == CommentRevision.comment_id)
    .where(CommentRevision.state == State.PENDING, Comment.state == State.APPROVED)
)
MOST_COUNTED = 1_000  # counting further would cost more than the number is worth


def is_day_one() -> bool:
    """Tell whether no comment has come yet."""
    return db.session.scalar(select(Comment.id).limit(1)) is None


def count(state: State) -> int:
    """Count the comments in ``state``, up to ``MOST_COUNTED``."""
    some = select(Comment.id).where(Comment.state == state).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def count_reported() -> int:
    """Count the comments that readers reported, up to ``MOST_COUNTED``."""
    some = select(Comment.id).where(REPORTED).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def changes() -> Sequence[CommentRevision]:
    """Return the changes to published comments that have waited longest, oldest first."""
    return db.session.scalars(_CHANGES.order_by(CommentRevision.id).limit(PAGE_SIZE)).all()


def count_changes() -> int:
    """Count the changes that wait, up to ``MOST_COUNTED``."""
    some = _CHANGES.with_only_columns(CommentRevision.id).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def history(comment: Comment) -> Sequence[Decision]:
    """Return all that was decided about one comment, oldest first."""
    made = select(Decision).where(Decision.comment_id == comment.id).order_by(Decision.id)
    return db.session.scalars(made).all()
