"""What is kept about one person, found by a mailbox: for an admin whom that person asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gloss.comments.models import Comment, CommentRevision
from gloss.comments.receipts import personal_data
from gloss.comments.receipts.personal_data import Exported
from gloss.comments.reports.models import Report
from gloss.outbox.models import Letter

AT_ONCE = 100  # comments that are erased in one short transaction
MOST_SHOWN = 20


@dataclass(frozen=True)
class Person:
    """Whose data is meant."""

    address: str
    with_typed: bool  # also comments that merely name the address: anybody can type it


@dataclass(frozen=True)
class Kept:
    """What there is, before anything is done with it."""

    comments: Sequence[Comment]
    left: int  # comments that merely name the address, and are not meant
    changes: int  # of the comments
    reports: int  # about them
    letters: int  # to the address, sent or not


def kept(session: Session, person: Person) -> Kept:
    """Look at what an export or an erasure will hit."""
    comments, left = _chosen(session, person)
    ids = [comment.id for comment in comments]
    letters = select(func.count()).where(func.lower(Letter.recipient) == person.address.lower())
    return Kept(
        comments,
        left,
        changes=_count(session, CommentRevision.comment_id, ids),
        reports=_count(session, Report.comment_id, ids),
        letters=session.scalar(letters) or 0,
    )


def exported(session: Session, person: Person) -> Exported:
    """Return all that is kept, for the person to take along."""
    comments, _ = _chosen(session, person)
    return {"comments": [personal_data.of_comment(session, comment) for comment in comments]}


def parts(session: Session, person: Person) -> Iterator[list[int]]:
    """Return the ids of the comments to erase, ``AT_ONCE`` at a time."""
    return _parts([comment.id for comment in _chosen(session, person)[0]])


def _chosen(session: Session, person: Person) -> tuple[list[Comment], int]:
    """Return the comments that are meant, and how many more name the address."""
    proven, named = personal_data.of_address(session, person.address)
    if person.with_typed:
        return [*proven, *named], 0
    return list(proven), len(named)


def _count(session: Session, column: InstrumentedAttribute[int], ids: list[int]) -> int:
    """Count part by part: a statement holds so many ids and no more."""
    counts = (select(func.count()).where(column.in_(part)) for part in _parts(ids))
    return sum(session.scalar(count) or 0 for count in counts)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
