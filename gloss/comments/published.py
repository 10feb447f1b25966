"""What the public sees of comments: the approved, and the place of one that was removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import aliased

from gloss.comments import neutral
from gloss.comments.models import Comment, State, Thread
from gloss.database import db

NEWEST = 50

_NEWEST = (
    select(Comment).where(Comment.state == State.APPROVED).order_by(Comment.id.desc()).limit(NEWEST)
)
_parent = aliased(Comment)


class Parent(NamedTuple):
    """What a comment answers."""

    id: int
    author_name: str  # empty where it was removed
    is_removed: bool


class PublishedComment(NamedTuple):
    """What everybody may see of a comment, and no more; cheaper to read than the whole of it."""

    id: int
    author_name: str  # as the text empty where only its place is left
    text: str
    posted_at: datetime
    place: bytes
    is_removed: bool
    is_by_site: bool  # written by a moderator, so by nobody who only typed the name
    answers: int  # that stand under it
    parent: Parent | None


# As plain values: entities with their thread would take six times as long.
SHOWN_COLUMNS: Select[*tuple[Any, ...]] = select(
    Comment.id,
    Comment.author_name,
    Comment.text,
    Comment.posted_at,
    Comment.place,
    Comment.state,
    Comment.by_moderator_id,
    Comment.answers,
    Comment.parent_id,
    _parent.author_name,
    _parent.state,
).outerjoin(_parent, _parent.id == Comment.parent_id)

_ONE = SHOWN_COLUMNS.join(Thread, Thread.id == Comment.thread_id).where(
    Comment.id == bindparam("comment_id"),
    Comment.state == State.APPROVED,
    Thread.article_id == bindparam("article_id"),
)


def shown(row: Row[*tuple[Any, ...]]) -> PublishedComment:
    """Make what is shown of a row of ``SHOWN_COLUMNS``; nothing is left of a removed comment."""
    comment_id, name, text, posted_at, place, state, moderator_id, answers, *parent = row
    is_removed = state is not State.APPROVED
    return PublishedComment(
        comment_id,
        "" if is_removed else neutral.name(name),
        "" if is_removed else text,
        posted_at,
        place,
        is_removed,
        moderator_id is not None,
        answers,
        _shown_parent(*parent),
    )


def one(article_id: str, comment_id: int) -> PublishedComment | None:
    """Read one comment on an article, if it is public there."""
    named = {"article_id": article_id, "comment_id": comment_id}
    row = db.session.execute(_ONE, named).one_or_none()
    return shown(row) if row else None


def newest() -> Sequence[Comment]:
    """Read the approved comments that were sent last, also those on articles that are hidden."""
    return db.session.scalars(_NEWEST).all()


def newest_on(article_id: str) -> Sequence[Comment]:
    """Read the approved comments on one article that were sent last."""
    thread_id = select(Thread.id).where(Thread.article_id == article_id).scalar_subquery()
    return db.session.scalars(_NEWEST.where(Comment.thread_id == thread_id)).all()


def _shown_parent(parent_id: int | None, name: str, state: State) -> Parent | None:
    if parent_id is None:
        return None
    is_removed = state is not State.APPROVED
    return Parent(parent_id, "" if is_removed else neutral.name(name), is_removed)
