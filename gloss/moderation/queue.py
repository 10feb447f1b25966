"""What moderators look at: comments by state, a page at a time."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select

from gloss.comments.models import Comment, CommentRevision, Decision, State
from gloss.database import db

PAGE_SIZE = 50
_CHANGES = (
    select(CommentRevision)
    .join(Comment, Comment.id == CommentRevision.comment_id)
    .where(CommentRevision.state == State.PENDING, Comment.state == State.APPROVED)
)
MOST_COUNTED = 1_000  # counting further would cost more than the number is worth


def waiting() -> Sequence[Comment]:
    """Return the comments that have waited longest, oldest first."""
    return db.session.scalars(_in(State.PENDING).order_by(Comment.id)).all()


def next_waiting(after: int = 0) -> Comment | None:
    """Return the comment to decide after ``after``; past the last, the first that was skipped."""
    following = _in(State.PENDING, Comment.id > after).order_by(Comment.id).limit(1)
    skipped = _in(State.PENDING).order_by(Comment.id).limit(1)
    return db.session.scalar(following) or db.session.scalar(skipped)


def decided(state: State, before: int | None = None) -> Sequence[Comment]:
    """Return comments in ``state`` that came before the comment ``before``, newest first."""
    older = [Comment.id < before] if before else []
    return db.session.scalars(_in(state, *older).order_by(Comment.id.desc())).all()


def count(state: State) -> int:
    """Count the comments in ``state``, up to ``MOST_COUNTED``."""
    some = select(Comment.id).where(Comment.state == state).limit(MOST_COUNTED).subquery()
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


def _in(state: State, *conditions: ColumnElement[bool]) -> Select[Comment]:
    return select(Comment).where(Comment.state == state, *conditions).limit(PAGE_SIZE)
