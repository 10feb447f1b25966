"""What an order holds, from its preview to its undoing.

Each part is one short transaction that decides about some comments and takes them off the order:
whoever is killed in between loses nothing and does nothing twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from gloss.comments import mails
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.moderation import bulk, undo_period
from gloss.moderation.bulk import Order
from gloss.moderation.decisions import Seen
from gloss.moderation.models import BulkItem, BulkOrder
from gloss.moderation.undo_period import TooLate

MOST = 20_000  # comments of one order
AT_ONCE = 200  # in one part
FEW_AT_ONCE = 25  # where readers see it or writers get letters: each takes a few milliseconds
BY_HAND = 200  # comments that are decided before the page answers
KEPT_PREVIEWS = timedelta(days=1)

Rows = Sequence[tuple[int, int, int]]  # (thread, comment, version)


@dataclass(frozen=True)
class Start:
    """That an order is to be carried out, by the moderator who previewed it, and why."""

    order_id: int
    moderator_id: int
    why: str = ""
    told: str = ""


def preview(session: Session, order: BulkOrder, rows: Rows) -> int:
    """Keep an order that decides nothing yet; return its id."""
    session.add(order)
    session.flush()
    if rows:
        session.execute(insert(BulkItem), [_item(order, row) for row in rows])
    order.total = _count(session, order.id)
    return order.id


def chosen(session: Session, seen: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return (thread, comment, version) of comments that were ticked, as they were shown."""
    found = select(Comment.thread_id, Comment.id).where(Comment.id.in_(seen))
    return [(thread, comment, seen[comment]) for thread, comment in session.execute(found)]


def states(session: Session, order_id: int) -> Counter[State]:
    """Count the comments of an order by the state that they are in now."""
    found = select(Comment.state, func.count()).join(BulkItem, BulkItem.comment_id == Comment.id)
    found = found.where(BulkItem.order_id == order_id).group_by(Comment.state)
    return Counter({state: number for state, number in session.execute(found)})  # noqa: C416


def sample(session: Session, order_id: int, most: int = 10) -> Sequence[Comment]:
    """Return some comments of an order."""
    found = select(Comment).join(BulkItem, BulkItem.comment_id == Comment.id)
    return session.scalars(found.where(BulkItem.order_id == order_id).limit(most)).all()


def letters(session: Session, order: BulkOrder, now: datetime) -> int:
    """Count the writers who get a letter if the order refuses their comments for a reason."""
    left_alone = Comment.state.in_([order.to_state, State.DELETED])
    held = select(BulkItem.comment_id).join(Comment, Comment.id == BulkItem.comment_id)
    held = held.where(BulkItem.order_id == order.id, Comment.version == BulkItem.version)
    return mails.count_told(session, held.where(~left_alone), now)


def begin(session: Session, start: Start, now: datetime) -> bool:
    """Let an order be carried out; return whether this call did so."""
    started = (
        update(BulkOrder)
        .where(BulkOrder.id == start.order_id, BulkOrder.moderator_id == start.moderator_id)
        .where(BulkOrder.begun_at.is_(None))
        .values(begun_at=now, why=start.why, told=start.told)
        .returning(BulkOrder.id)
    )
    return session.scalar(started) is not None


def undo(session: Session, order: BulkOrder, moderator_id: int, now: datetime) -> int:
    """Order that all decisions of an order are taken back; twice is once. Return that order's id.

    Comments that somebody decided about since are left as they are.

    :raises TooLate: it ended longer ago than ``undo_period.PERIOD``.
    """
    known = session.scalar(select(BulkOrder.id).where(BulkOrder.undoes_id == order.id))
    if known:
        return known
    if order.ended_at and not undo_period.is_open(order.ended_at, now):
        raise TooLate
    undoing = BulkOrder(
        moderator_id=moderator_id, made_at=now, begun_at=now, undoes_id=order.id, to_state=None
    )
    session.add(undoing)
    session.flush()
    made = (
        select(
            literal(undoing.id),
            Comment.thread_id,
            Comment.id,
            Decision.version,
            Decision.from_state,
            Decision.id,
        )
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Decision.bulk_id == (order.bulk_id or 0))  # 0: nothing was decided
    )
    columns = ["order_id", "thread_id", "comment_id", "version", "to_state", "undoes_id"]
    session.execute(insert(BulkItem).from_select(columns, made))
    undoing.total = _count(session, undoing.id)
    return undoing.id


def running(session: Session) -> int | None:
    """Return the order that is to be carried out next."""
    waiting = select(BulkOrder.id).where(BulkOrder.begun_at.is_not(None))
    waiting = waiting.where(BulkOrder.ended_at.is_(None))
    return session.scalar(waiting.order_by(BulkOrder.id).limit(1))


def carry_on(session: Session, order_id: int, now: datetime) -> bool:
    """Carry out the next part of an order; return whether there is more."""
    order = session.get(BulkOrder, order_id, with_for_update={"of": BulkOrder})
    if order is None or order.begun_at is None or order.ended_at:
        return False
    items = _next(session, order_id)
    if not items:
        order.ended_at = now
        order.why = order.told = ""  # the decisions hold them, where erasing a person reaches them
        return False
    _lock(session, items)
    for to, of_state in groupby(sorted(items, key=_state), key=lambda item: item.to_state):
        _decide(session, order, to, list(of_state), now)
    return True


def newest(session: Session, before: int | None, most: int) -> Sequence[BulkOrder]:
    """Return the orders that were begun, the newest first."""
    found = select(BulkOrder).where(BulkOrder.begun_at.is_not(None))
    if before:
        found = found.where(BulkOrder.id < before)
    return session.scalars(found.order_by(BulkOrder.id.desc()).limit(most)).all()


def sweep(session: Session, now: datetime) -> None:
    """Forget previews that nobody came back to."""
    old = select(BulkOrder.id).where(BulkOrder.begun_at.is_(None))
    old = old.where(BulkOrder.made_at < now - KEPT_PREVIEWS).limit(10)
    ids = session.scalars(old).all()
    session.execute(delete(BulkItem).where(BulkItem.order_id.in_(ids)))
    session.execute(delete(BulkOrder).where(BulkOrder.id.in_(ids)))


def _item(order: BulkOrder, row: tuple[int, int, int]) -> dict[str, object]:
    thread_id, comment_id, version = row
    return {
        "order_id": order.id,
        "thread_id": thread_id,
        "comment_id": comment_id,
        "version": version,
        "to_state": order.to_state,
    }


def _count(session: Session, order_id: int) -> int:
    items = select(func.count()).select_from(BulkItem).where(BulkItem.order_id == order_id)
    return session.scalar(items) or 0


def _next(session: Session, order_id: int) -> Sequence[BulkItem]:
    """Return the items of the next part: fewer where each takes long."""
    items = session.scalars(
        select(BulkItem)
        .where(BulkItem.order_id == order_id)
        .order_by(BulkItem.thread_id, BulkItem.comment_id)
        .limit(AT_ONCE)
    ).all()
    ids = [item.comment_id for item in items]
    takes_long = or_(Comment.state == State.APPROVED, Comment.mailbox_id.is_not(None))
    slow = select(Comment.id).where(Comment.id.in_(ids), takes_long).limit(1)
    to_public = any(item.to_state is State.APPROVED for item in items)
    return items[:FEW_AT_ONCE] if to_public or session.scalar(slow) else items


def _lock(session: Session, items: Sequence[BulkItem]) -> None:
    """Lock the threads in their order, so that nobody waits in a ring: see ``standing.locked``."""
    threads = select(Thread.id).where(Thread.id.in_({item.thread_id for item in items}))
    session.execute(threads.order_by(Thread.id).with_for_update(key_share=True))


def _decide(
    session: Session, order: BulkOrder, to: State, items: Sequence[BulkItem], now: datetime
) -> None:
    seen = [
        Seen(item.comment_id, item.version, order.moderator_id, order.why, order.told)
        for item in items
    ]
    undoes = {item.comment_id: item.undoes_id for item in items if item.undoes_id}
    part = bulk.decide(session, Order(seen, to, undoes, order.bulk_id), now)
    order.bulk_id = part.bulk_id
    order.decided += part.decided
    order.left_alone += len(items) - part.decided
    done = BulkItem.comment_id.in_([item.comment_id for item in items])
    session.execute(
        delete(BulkItem).where(BulkItem.order_id == order.id, done),
        execution_options={"synchronize_session": False},
    )


def _state(item: BulkItem) -> str:
    return item.to_state.value
