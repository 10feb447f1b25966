"""Revisions: which threads changed in public since a number, with none ever missed."""

from collections.abc import Mapping

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import PublicRevision, Thread

ONLY_ROW = 1


def note(session: Session, thread_id: int) -> None:
    """Mark a thread as changed in public, as the last thing that a transaction does.

    All such transactions wait for one another at the one row of ``PublicRevision``, until each has
    committed: so numbers become visible in their order, and who asks for newer ones misses none.
    The thread's row has to be locked before (its counter was changed): in this order two
    transactions never wait for each other.
    """
    database.insert_if_new(session, PublicRevision, id=ONLY_ROW, number=0)
    raised = (
        update(PublicRevision)
        .where(PublicRevision.id == ONLY_ROW)
        .values(number=PublicRevision.number + 1)
        .returning(PublicRevision.number)
    )
    number = session.scalars(raised).one()
    session.execute(update(Thread).where(Thread.id == thread_id).values(revision=number))


def newer_than(connection: Connection, number: int) -> Mapping[str, int]:
    """Return the revisions after ``number``: of each article's thread, its last one."""
    newer = select(Thread.article_id, Thread.revision).where(Thread.revision > number)
    return {row.article_id: row.revision for row in connection.execute(newer)}
