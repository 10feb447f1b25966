"""What the public sees of a thread: the approved comments, oldest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from gloss.comments.models import Comment, State, Thread
from gloss.database import db

PAGE_SIZE = 50


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
