"""Where a comment stands: its state, its place, and what the thread shows because of it."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from gloss.comments import places, revisions
from gloss.comments.models import Comment, State, Thread


def locked(session: Session, comment_id: int) -> Comment | None:
    """Read a comment that is going to change; nobody else changes its thread meanwhile.

    The thread is locked first: changes of one thread wait for each other there, never in a ring.
    Who changes comments of several threads locks one of each first, in the order of the threads.
    """
    of_comment = select(Comment.thread_id).where(Comment.id == comment_id).scalar_subquery()
    thread = select(Thread.id).where(Thread.id == of_comment)
    session.execute(thread.with_for_update(key_share=True))  # comments are posted all the same
    return session.get(Comment, comment_id, with_for_update={"of": Comment, "key_share": True})


def change(session: Session, comment: Comment, to: State, now: datetime) -> None:
    """Give a ``locked`` comment another state; whoever saw the old one must look again.

    The last thing that a transaction does to a thread: see ``revisions.note``.
    """
    gained = (to is State.APPROVED) - (comment.state is State.APPROVED)
    comment.state = to
    comment.version += 1
    if to is State.APPROVED:
        comment.published_at = comment.published_at or now
        place(session, comment)
    if gained:
        _show(session, comment, gained)
        session.flush()
        revisions.note(session, comment.thread_id)


def place(session: Session, comment: Comment) -> None:
    """Give a comment its place in the thread, for ever, and the comments above it theirs."""
    unplaced = []
    above: Comment | None = comment
    while above and above.place is None:
        unplaced.append(above)
        above = session.get(Comment, above.parent_id) if above.parent_id else None
    for one in reversed(unplaced):
        one.place = places.under(above.place if above else None, one.id)
        above = one


def _show(session: Session, comment: Comment, gained: int) -> None:
    """Show the comment or hide it, and count it wherever it is counted.

    A comment that was removed keeps its place, without its words, while anything stands under it.
    """
    assert comment.place is not None  # noqa: S101 (it is or was approved)
    comment.is_shown = comment.state is State.APPROVED or comment.answers > 0
    answers = Comment.answers + gained
    session.execute(
        update(Comment)
        .where(Comment.id.in_(places.above(comment.place)))
        .values(answers=answers, is_shown=or_(Comment.state == State.APPROVED, answers > 0))
    )
    session.execute(
        update(Thread)
        .where(Thread.id == comment.thread_id)
        .values(approved_count=Thread.approved_count + gained)
    )
