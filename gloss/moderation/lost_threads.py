"""Comments whose article is gone or was renamed by hand: hidden, kept, and not forgotten.

They are attached to the article that they belong to, or put away; either is logged and undoable.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.articles.article import Article
from gloss.articles.library import Library
from gloss.comments import revisions
from gloss.comments.models import Comment, State, Thread
from gloss.database import db
from gloss.moderation.models import ThreadDecision

MOST_SHOWN = 20
COMPARED = 1_000  # articles, the newest
MOVED_AT_ONCE = 500  # ids in one statement
ALIKE = 0.5  # of 1

_THREADS = (
    select(Thread.id, Thread.article_id)
    .where(Thread.archived_at.is_(None), exists().where(Comment.thread_id == Thread.id))
    .order_by(Thread.id.desc())
)
_COUNTED = (
    select(Thread.id, Thread.article_id, func.count(), func.max(Comment.posted_at))
    .join(Comment, Comment.thread_id == Thread.id)
    .group_by(Thread.id, Thread.article_id)
    .order_by(Thread.id.desc())
)


class Lost(NamedTuple):
    """A thread without its article."""

    id: int
    article_id: str
    total: int  # of comments in any state
    newest_at: datetime  # when the last one came
    guess: Article | None  # whose address is most like that of the article that is gone


class DealtWith(Exception):
    """Somebody did something with the thread meanwhile, or its article is back."""


def lost(library: Library, now: datetime) -> list[Lost]:
    """Find threads whose articles are gone, the newest first."""
    known = library.snapshot.articles
    gone = [row.id for row in db.session.execute(_THREADS) if row.article_id not in known]
    rows = db.session.execute(_COUNTED.where(Thread.id.in_(gone[:MOST_SHOWN])))
    return [Lost(*row, guess=_guess(library, row.article_id, now)) for row in rows]


def is_lost(library: Library, thread_id: int) -> bool:
    """Tell whether a thread has no article, so that somebody has to decide about it."""
    thread = db.session.get(Thread, thread_id)
    return thread is not None and thread.article_id not in library.snapshot.articles


def decided() -> Sequence[ThreadDecision]:
    """Return what was done with lost threads lately, the newest first."""
    newest = select(ThreadDecision).order_by(ThreadDecision.id.desc()).limit(MOST_SHOWN)
    return db.session.scalars(newest).all()


def attach(session: Session, thread_id: int, article_id: str, by: int, now: datetime) -> int:
    """Move all comments of a lost thread to the one of an article; return the decision's id.

    :raises DealtWith: there are none, or the thread was put away.
    """
    database.insert_if_new(session, Thread, article_id=article_id, approved_count=0, revision=0)
    target_id = session.scalars(select(Thread.id).where(Thread.article_id == article_id)).one()
    _lock(session, thread_id, target_id)
    in_order = select(Comment.id).where(Comment.thread_id == thread_id).order_by(Comment.id)
    moved = list(session.scalars(in_order))
    if not moved or thread_id == target_id or _is_archived(session, thread_id):
        raise DealtWith
    made = _noted(session, ThreadDecision(thread_id=thread_id, target_id=target_id), moved, by, now)
    _move(session, moved, thread_id, target_id)
    return made


def archive(session: Session, thread_id: int, by: int, now: datetime) -> int:
    """Put a lost thread away, so that nobody is asked about it again; return the decision's id.

    :raises DealtWith: it has no comments, or was put away already.
    """
    _lock(session, thread_id)
    has_any = select(Comment.id).where(Comment.thread_id == thread_id).limit(1)
    if session.scalar(has_any) is None or _is_archived(session, thread_id):
        raise DealtWith
    session.execute(update(Thread).where(Thread.id == thread_id).values(archived_at=now))
    return _noted(session, ThreadDecision(thread_id=thread_id, target_id=None), [], by, now)


def undo(session: Session, decision_id: int, by: int, now: datetime) -> int:
    """Put comments back to where they were, with the answers that they got meanwhile.

    :raises DealtWith: it was undone already, or there is no such decision.
    """
    undone = session.get(ThreadDecision, decision_id)
    if undone is None or undone.undoes_id:
        raise DealtWith
    _lock(session, undone.thread_id, undone.target_id or undone.thread_id)
    again = select(ThreadDecision.id).where(ThreadDecision.undoes_id == decision_id)
    if session.scalar(again):
        raise DealtWith
    made = ThreadDecision(
        thread_id=undone.thread_id, target_id=undone.target_id, undoes_id=decision_id
    )
    if undone.target_id is None:
        put_back = update(Thread).where(Thread.id == undone.thread_id).values(archived_at=None)
        session.execute(put_back)
        return _noted(session, made, [], by, now)
    moved = _with_answers(session, undone.comment_ids, undone.target_id)
    made_id = _noted(session, made, moved, by, now)
    _move(session, moved, undone.target_id, undone.thread_id)
    return made_id


def _guess(library: Library, article_id: str, now: datetime) -> Article | None:
    by_slug = {article.slug: article for article in library.published(now)[:COMPARED]}
    found = get_close_matches(article_id[:80], by_slug, 1, ALIKE)
    return by_slug[found[0]] if found else None


def _lock(session: Session, *thread_ids: int) -> None:
    """Lock threads in their order, so that two who do it never wait for each other in a ring."""
    for thread_id in sorted({*thread_ids}):
        locked = select(Thread.id).where(Thread.id == thread_id)
        session.execute(locked.with_for_update(key_share=True))


def _is_archived(session: Session, thread_id: int) -> bool:
    archived = select(Thread.archived_at).where(Thread.id == thread_id)
    return session.scalar(archived) is not None


def _with_answers(session: Session, ids: Iterable[int], thread_id: int) -> list[int]:
    """Return those of the comments that are in a thread, and all that answers them."""
    found: list[int] = []
    wanted = list(ids)
    within = Comment.thread_id == thread_id
    seen: set[int] = set()
    while wanted:
        some, wanted = wanted[:MOVED_AT_ONCE], wanted[MOVED_AT_ONCE:]
        here = session.scalars(select(Comment.id).where(within, Comment.id.in_(some)))
        new = [comment_id for comment_id in here if comment_id not in seen]
        found += new
        seen.update(new)
        wanted += session.scalars(select(Comment.id).where(within, Comment.parent_id.in_(new)))
    return sorted(found)


def _move(session: Session, ids: list[int], from_id: int, to_id: int) -> None:
    """Give comments another thread; what the public sees of both changes, the last of all."""
    approved = 0
    for first in range(0, len(ids), MOVED_AT_ONCE):
        some = Comment.id.in_(ids[first : first + MOVED_AT_ONCE])
        public = select(func.count()).where(some, Comment.state == State.APPROVED)
        approved += session.scalar(public) or 0
        session.execute(update(Comment).where(some).values(thread_id=to_id))
    for thread_id, gained in ((from_id, -approved), (to_id, approved)):
        count = Thread.approved_count + gained
        session.execute(update(Thread).where(Thread.id == thread_id).values(approved_count=count))
    for thread_id in (from_id, to_id):
        revisions.note(session, thread_id)


def _noted(session: Session, made: ThreadDecision, moved: list[int], by: int, now: datetime) -> int:
    made.comment_ids, made.moderator_id, made.decided_at = moved, by, now
    session.add(made)
    session.flush()
    return made.id
