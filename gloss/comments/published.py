"""What the public sees of comments: the approved, a page of a thread at a time, or the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from gloss.comments.models import Comment, State, Thread
from gloss.database import db

PAGE_SIZE = 25  # most threads fit; of a long one no reader waits for more than is soon read
NEWEST = 50

_NEWEST = (
    select(Comment).where(Comment.state == State.APPROVED).order_by(Comment.id.desc()).limit(NEWEST)
)


class PublishedComment(NamedTuple):
    """What everybody may see of a comment, and no more; cheaper to read than the whole of it."""

    id: int
    author_name: str
    text: str
    posted_at: datetime


@dataclass(frozen=True)
class ThreadPage:
    """Some comments of one thread."""

    comments: Sequence[PublishedComment]
    count: int  # of the whole thread
    next_after: int | None  # the id to continue after, unless these are the last


def page(article_id: str, after: int = 0) -> ThreadPage:
    """Read the approved comments on an article that follow the comment ``after``."""
    of_article = select(Thread.id, Thread.approved_count).where(Thread.article_id == article_id)
    thread = db.session.execute(of_article).one_or_none()
    if thread is None:
        return ThreadPage([], 0, None)
    found = _following(thread.id, after, PAGE_SIZE + 1)
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


def _following(thread_id: int, after: int, most: int) -> list[PublishedComment]:
    following = (
        select(Comment.id, Comment.author_name, Comment.text, Comment.posted_at)
        .where(Comment.thread_id == thread_id, Comment.state == State.APPROVED, Comment.id > after)
        .order_by(Comment.id)
        .limit(most)
    )
    return [PublishedComment(*row) for row in db.session.execute(following)]
