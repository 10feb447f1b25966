"""One decision about many comments: in short transactions, each comment at the version seen.

All decisions made at once carry the id of the first of them, and are undone together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from gloss.comments import mails
from gloss.comments.models import Comment, Decision, State
from gloss.moderation import decisions, undo_period
from gloss.moderation.decisions import ChangedSince, Seen, TooLate, Unknown

AT_ONCE = 200  # comments in one short transaction


@dataclass(frozen=True)
class Order:
    """What is to become of some comments, all at once."""

    seen: Sequence[Seen]
    to: State
    undoes: Mapping[int, int]  # decision to take back, by comment
    bulk_id: int | None = None  # once the first part was decided

    def of(self, bulk_id: int | None) -> "Order":
        """Return this part as one of those decided together with ``bulk_id``."""
        return replace(self, bulk_id=bulk_id)


@dataclass(frozen=True)
class Part:
    """What became of a part of an order."""

    bulk_id: int | None
    decided: int


@dataclass(frozen=True)
class Summary:
    """Decisions that were made at once."""

    bulk_id: int
    to: State
    comments: int
    undoable: int  # nothing was decided about them since
    is_undoing: bool


def parts(session: Session, order: Order) -> Iterator[Order]:
    """Cut an order so that each part is one short transaction.

    What readers see changes thread by thread: see ``standing.locked``.
    """
    threads = _threads(session, order)
    by_thread = sorted(order.seen, key=lambda seen: threads.get(seen.comment_id, 0))
    for _, of_thread in groupby(by_thread, key=lambda seen: threads.get(seen.comment_id, 0)):
        seen = list(of_thread)
        for start in range(0, len(seen), AT_ONCE):
            yield Order(seen[start : start + AT_ONCE], order.to, order.undoes)


def decide(session: Session, part: Order, now: datetime) -> Part:
    """Decide about those comments of one part that are still as they were seen."""
    public, quiet = _to_change(session, part)
    made = [*_decide_quietly(session, quiet, part, now), *_decide_each(session, public, part, now)]
    bulk_id = part.bulk_id or min(made, default=None)
    session.execute(update(Decision).where(Decision.id.in_(made)).values(bulk_id=bulk_id))
    return Part(bulk_id, len(made))


def undoing(session: Session, bulk_id: int, moderator_id: int, now: datetime) -> list[Order]:
    """Return the orders that take a bulk decision back: one for each state there was before.

    :raises TooLate: it is older than ``undo_period.PERIOD``.
    """
    made = session.scalars(
        select(Decision).where(Decision.bulk_id == bulk_id).order_by(Decision.from_state)
    ).all()
    if any(not undo_period.is_open(decision.decided_at, now) for decision in made):
        raise TooLate
    orders = []
    for state, of_state in groupby(made, key=lambda decision: decision.from_state):
        undone = list(of_state)
        seen = [Seen(d.comment_id, d.version, moderator_id) for d in undone]
        orders.append(Order(seen, state, {d.comment_id: d.id for d in undone}))
    return orders


def summary(session: Session, bulk_id: int) -> Summary | None:
    """Return what was decided at once, and whether any of it can be taken back."""
    first = session.get(Decision, bulk_id)
    if first is None or first.bulk_id != bulk_id:
        return None
    made = select(func.count(), func.count().filter(Decision.version == Comment.version))
    made = made.join(Comment, Comment.id == Decision.comment_id).where(Decision.bulk_id == bulk_id)
    comments, undoable = session.execute(made).one()
    return Summary(bulk_id, first.to_state, comments, undoable, first.undoes_id is not None)


def _threads(session: Session, order: Order) -> dict[int, int]:
    """Return the thread of each comment whose change readers may see; of others, one and all."""
    ids = [seen.comment_id for seen in order.seen]
    found = select(Comment.id, Comment.thread_id).where(Comment.id.in_(ids))
    if order.to is not State.APPROVED:
        found = found.where(Comment.state == State.APPROVED)
    return {row.id: row.thread_id for row in session.execute(found)}


def _to_change(session: Session, part: Order) -> tuple[list[Seen], list[Seen]]:
    """Return those of a part that are not so yet: first those of which more than a state changes.

    That is what readers see, or their reports.
    """
    by_id = {seen.comment_id: seen for seen in part.seen}
    found = select(Comment.id, Comment.state, Comment.open_reports).where(Comment.id.in_(by_id))
    loud, quiet = list[Seen](), list[Seen]()
    for comment_id, state, reports in session.execute(found.order_by(Comment.id)):
        if reports or (state is not part.to and State.APPROVED in {part.to, state}):
            loud.append(by_id[comment_id])
        elif state is not part.to:
            quiet.append(by_id[comment_id])
    return loud, quiet


def _decide_each(
    session: Session, public: Sequence[Seen], part: Order, now: datetime
) -> Iterator[int]:
    for seen in public:
        try:
            yield decisions.decide(session, seen, part.to, now, part.undoes.get(seen.comment_id))
        except (ChangedSince, Unknown):
            continue


def _decide_quietly(
    session: Session, quiet: Sequence[Seen], part: Order, now: datetime
) -> Sequence[int]:
    """Decide in three statements what no reader sees, and write to those who are told."""
    by_id = {seen.comment_id: seen for seen in quiet}
    locked = session.execute(
        select(Comment.id, Comment.version, Comment.state)
        .where(
            Comment.id.in_(by_id), Comment.state.not_in([State.APPROVED, State.DELETED, part.to])
        )
        .order_by(Comment.id)
        .with_for_update(of=Comment, key_share=True)
    )
    as_seen = [row for row in locked if row.version == by_id[row.id].version]
    if not as_seen:
        return []
    session.execute(
        update(Comment)
        .where(Comment.id.in_([row.id for row in as_seen]))
        .values(state=part.to, version=Comment.version + 1)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "comment_id": row.id,
            "moderator_id": by_id[row.id].moderator_id,
            "decided_at": now,
            "from_state": row.state,
            "to_state": part.to,
            "version": row.version + 1,
            "why": by_id[row.id].why,
            "told": by_id[row.id].told,
            "undoes_id": part.undoes.get(row.id),
        }
        for row in as_seen
    ]
    made = session.scalars(insert(Decision).returning(Decision.id), rows).all()
    _tell(session, made, now)
    return made


def _tell(session: Session, made: Sequence[int], now: datetime) -> None:
    """Write the letters that refusals call for; only who proved an address gets them."""
    proven = select(Decision).join(Comment, Comment.id == Decision.comment_id)
    proven = proven.where(Decision.id.in_(made), Comment.mailbox_id.is_not(None))
    for decision in session.scalars(proven).all():
        mails.decided(session, decision.comment, decision, now)
