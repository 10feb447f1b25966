"""What is known here of whoever wrote a comment: by the mailbox they proved, and by network."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from gloss.comments.models import WITH_NETWORK, Comment, State
from gloss.database import db

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Tally:
    """What became of the other comments from one place."""

    states: dict[State, int]

    @property
    def total(self) -> int:
        """How many there are, up to ``MOST_COUNTED``."""
        return sum(self.states.values())


@dataclass(frozen=True)
class History:
    """The other comments of an author."""

    of_mailbox: Tally | None  # none: no address was confirmed
    of_network: Tally | None  # none: its hash was forgotten, after a week


def of(comment: Comment) -> History:
    """Count what became of the other comments of whoever wrote ``comment``."""
    mailbox = Comment.mailbox_id == comment.mailbox_id
    network = WITH_NETWORK & (Comment.network == comment.network)
    return History(
        _tally(comment, mailbox) if comment.mailbox_id else None,
        _tally(comment, network) if comment.network else None,
    )


def _tally(comment: Comment, theirs: ColumnElement[bool]) -> Tally:
    some = select(Comment.state).where(theirs, Comment.id != comment.id).limit(MOST_COUNTED)
    by_state = some.subquery()
    counted = select(by_state.c.state, func.count()).group_by(by_state.c.state)
    return Tally({state: number for state, number in db.session.execute(counted)})  # noqa: C416
