"""What the public sees of comments: the approved, a page of a thread at a time, or the newest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from gloss.comments.models import Comment, State, Thread
from gloss.database import db

PAGE_SIZE = 50
NEWEST = 50

_NEWEST = (
    select(Comment).where(Comment.state == State.APPROVED).order_by(Comment.id.desc()).limit(NEWEST)
)


@dataclass(frozen=True)
class ThreadPage:
    """Some comments of one thread."""

    comments: Sequence[Comment]
    count: int  # of the whole thread
    next_after: int | None  # the id to continue after, unless these are the last


def page(article_id: str, after: int = 0) -> ThreadPage:
    """Read the approved comments on an article that follow the comment ``after``."""
    thread = db.session.scalar(select(Thread).where(Thread.article_id == article_id))
    if thread is None:
        return ThreadPage([], 0, None)
    following = (
        select(Comment)
        .where(Comment.thread_id == thread.id, Comment.state == State.APPROVED, Comment.id > after)
        .order_by(Comment.id)
        .limit(PAGE_SIZE + 1)
    )
    found = db.session.scalars(following).all()
    comments = found[:PAGE_SIZE]
    next_after = comments[-1].id if len(found) > PAGE_SIZE else None
    return ThreadPage(comments, thread.approved_count, next_after)


def newest() -> Sequence[Comment]:
    """Read the approved comments that were sent last, also those on articles that are hidden."""
    return db.session.scalars(_NEWEST).all()


def newest_on(article_id: str) -> Sequence[Comment]:
    """Read the approved comments on one article that were sent last."""
    thread_id = select(Thread.id).where(Thread.article_id == article_id).scalar_subquery()
    return db.session.scalars(_NEWEST.where(Comment.thread_id == thread_id)).all()
