"""Arranging a whole thread at once, when many comments came into it by another way than posting."""

from collections import Counter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss.comments import places
from gloss.comments.models import Comment, State, Thread


def arrange(session: Session, thread_id: int) -> None:
    """Give the comments of a thread the places and counts that decisions, one by one, would give.

    Takes memory for all of them, some 300 bytes each. A parent has a lower id than its answers.
    """
    columns = (Comment.id, Comment.parent_id, Comment.state, Comment.published_at)
    of_thread = select(*columns).where(Comment.thread_id == thread_id).order_by(Comment.id)
    comments = session.execute(of_thread).all()
    where = _places({comment.id: comment.parent_id for comment in comments})
    approved = {comment.id for comment in comments if comment.state is State.APPROVED}
    answers = Counter(above for one in approved for above in places.above(where[one]))
    public = {comment.id for comment in comments if comment.published_at} | approved | {*answers}
    rows = [
        {
            "id": comment.id,
            "place": where[comment.id] if comment.id in public else None,
            "answers": answers[comment.id],
            "is_shown": comment.id in approved or answers[comment.id] > 0,
        }
        for comment in comments
    ]
    if rows:
        session.execute(update(Comment), rows)
    counted = update(Thread).where(Thread.id == thread_id)
    session.execute(counted.values(approved_count=len(approved)))


def _places(parents: dict[int, int | None]) -> dict[int, bytes]:
    """Return the place of each comment of ``parents``, which come before their answers."""
    found: dict[int, bytes] = {}
    for comment_id, parent_id in parents.items():
        found[comment_id] = places.under(found[parent_id] if parent_id else None, comment_id)
    return found
