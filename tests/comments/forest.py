"""Threads of any shape, grown without the form: for tests of how they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import standing
from gloss.comments.arranging import arrange
from gloss.comments.models import Comment, State, Thread

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Seed:
    """A comment to be: which of the earlier ones it answers, counted from 1, and its state."""

    parent: int | None = None
    state: State = State.APPROVED
    text: str = ""


def grow(seeds: Sequence[Seed], article_id: str = "tides") -> list[int]:
    """Put a thread of ``seeds`` on an article that has none; return the ids."""
    return database.write(lambda session: _grown(session, seeds, article_id))


def decide(comment_id: int, to: State) -> None:
    """Give a comment another state, as a decision does."""

    def change(session: Session) -> None:
        comment = standing.locked(session, comment_id)
        assert comment
        standing.change(session, comment, to, NOON)

    database.write(change)


def _grown(session: Session, seeds: Sequence[Seed], article_id: str) -> list[int]:
    thread = Thread(article_id=article_id)
    session.add(thread)
    session.flush()
    first = (session.scalar(select(Comment.id).order_by(Comment.id.desc()).limit(1)) or 0) + 1
    rows = [_row(thread.id, first, number, seed) for number, seed in enumerate(seeds)]
    if rows:
        session.execute(insert(Comment), rows)
    arrange(session, thread.id)
    return [first + number for number in range(len(seeds))]


def _row(thread_id: int, first: int, number: int, seed: Seed) -> dict[str, object]:
    was_public = seed.state in {State.APPROVED, State.DELETED}
    posted_at = NOON + timedelta(minutes=number)
    return {
        "thread_id": thread_id,
        "parent_id": first + seed.parent - 1 if seed.parent else None,
        "author_name": f"Ada {number + 1}",
        "email": "ada@example.org",
        "text": seed.text or f"Wave {number + 1}.",
        "state": seed.state,
        "reasons": ["mostly capitals"],
        "network": "n",
        "receipt": f"{thread_id} {number}",
        "posted_at": posted_at,
        "published_at": posted_at if was_public else None,
    }
