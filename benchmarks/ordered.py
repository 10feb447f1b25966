"""Orders about many comments, carried out where they can be timed."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts.models import Moderator
from gloss.comments.models import State
from gloss.moderation.bulk_orders import background, orders
from gloss.moderation.bulk_orders.orders import Start
from gloss.moderation.finding import pages
from gloss.moderation.finding.wanted import Wanted
from gloss.moderation.models import BulkOrder

MOST = orders.MOST
T = TypeVar("T")


class ThereAndBack(NamedTuple):
    """How many seconds an order and its undo took."""

    preview: float
    deciding: float
    undoing: float
    parts: list[float]  # of both: the transactions in which comments change


def there_and_back(most: int, to: State) -> ThereAndBack:
    """Decide about ``most`` of the comments that wait, and take it back."""
    preview, order = _timed(lambda: _previewed(most, to))
    beginning, deciding = _timed(lambda: _begin(order))[0], list(_parts())
    turning, undoing = _timed(lambda: _undo(order))[0], list(_parts())
    total, back = beginning + sum(deciding), turning + sum(undoing)
    return ThereAndBack(preview, total, back, [*deciding, *undoing])


def begun(most: int, to: State) -> int:
    """Leave an order to the background work; return its id."""
    order = _previewed(most, to)
    _begin(order)
    return order


def decided(order: int) -> int:
    """Return how many comments an order has decided about."""
    database.db.session.rollback()
    return database.db.session.get_one(BulkOrder, order).decided


def _previewed(most: int, to: State) -> int:
    found = pages.versions(database.db.session(), Wanted(clock.now()), most)
    rows = found.rows
    order = BulkOrder(moderator_id=_moderator(), to_state=to, made_at=clock.now())
    return database.write(lambda session: orders.preview(session, order, rows), is_public=False)


def _begin(order: int) -> None:
    begin = partial(orders.begin, start=Start(order, _moderator()), now=clock.now())
    database.write(begin, is_public=False)


def _undo(order: int) -> int:
    def work(session: Session) -> int:
        made = session.get_one(BulkOrder, order)
        return orders.undo(session, made, made.moderator_id, clock.now())

    return database.write(work, is_public=False)


def _parts() -> Iterator[float]:
    has_more = True
    while has_more:
        seconds, has_more = _timed(background.step)
        yield seconds


def _moderator() -> int:
    return database.db.session.scalars(select(Moderator.id).limit(1)).one()


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done
