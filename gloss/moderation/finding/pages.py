"""One page of the comments asked for, and how many there are, without reading all of them.

Of all filters, one that an index serves and that lets the fewest comments through is looked
through in the order of ids, ``LOOKED_AT`` comments at a time; the others are tried on those. So a
page costs the same whatever the filters and the number of comments. A page may then be short, or
empty, though there is more beyond: it says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gloss.comments import words
from gloss.comments.mailboxes import finding as mailboxes
from gloss.comments.models import REPORTED, WITH_NETWORK, Comment, Thread
from gloss.moderation.finding.wanted import Wanted

LOOKED_AT = 1_000
LOOKS = 100  # one after another, for an order about many
PAGE_SIZE = 30


@dataclass(frozen=True)
class Sieve:
    """One filter: what it lets through, and if an index serves, their ids."""

    condition: ColumnElement[bool]
    ids: Select[Any] | None = None

    def chosen(self) -> Select[Any]:
        """Select the ids that it lets through."""
        return select(Comment.id).where(self.condition) if self.ids is None else self.ids


@dataclass(frozen=True)
class Page:
    """Some of the comments asked for."""

    comments: Sequence[Comment]
    beyond: int | None  # the key of the next page; none: this was the last


@dataclass(frozen=True)
class Count:
    """How many there are, or the least that there are."""

    number: int
    is_all: bool


@dataclass(frozen=True)
class Versions:
    """Comments to decide about, each as it stands now."""

    rows: Sequence[tuple[int, int, int]]  # (thread, comment, version)
    beyond: int | None  # the key from which to look for more; none: these are all


def page(session: Session, wanted: Wanted, beyond: int | None = None) -> Page:
    """Return the comments asked for that come after the one with the id ``beyond``."""
    looked_at, rest = _looked_at(session, wanted, beyond)
    found = select(Comment).join(looked_at, looked_at.c.id == Comment.id).where(*rest)
    comments = session.scalars(found.order_by(_order(wanted, Comment.id)).limit(PAGE_SIZE + 1))
    some = comments.all()
    if len(some) > PAGE_SIZE:
        return Page(some[:PAGE_SIZE], some[PAGE_SIZE - 1].id)
    furthest = func.max if wanted.is_oldest_first else func.min
    looked, last = session.execute(select(func.count(), furthest(looked_at.c.id))).one()
    return Page(some, last if looked == LOOKED_AT else None)


def count(session: Session, wanted: Wanted) -> Count:
    """Count the comments asked for among the first ``LOOKED_AT`` that come into question."""
    looked_at, rest = _looked_at(session, wanted, None)
    looked = session.scalar(select(func.count()).select_from(looked_at)) or 0
    if not rest:
        return Count(looked, looked < LOOKED_AT)
    found = select(func.count()).select_from(Comment).join(looked_at, looked_at.c.id == Comment.id)
    return Count(session.scalar(found.where(*rest)) or 0, looked < LOOKED_AT)


def versions(session: Session, wanted: Wanted, most: int, beyond: int | None = None) -> Versions:
    """Return at most ``most`` comments asked for that come after the one with the id ``beyond``.

    Looks at no more than ``LOOKS`` times ``LOOKED_AT`` comments.
    """
    rows: list[tuple[int, int, int]] = []
    columns = (Comment.thread_id, Comment.id, Comment.version)
    furthest = func.max if wanted.is_oldest_first else func.min
    for _ in range(LOOKS):
        looked_at, rest = _looked_at(session, wanted, beyond)
        some = select(*columns).join(looked_at, looked_at.c.id == Comment.id).where(*rest)
        ordered = session.execute(some.order_by(_order(wanted, Comment.id)))
        rows += [(thread, comment, version) for thread, comment, version in ordered]
        if len(rows) > most:
            return Versions(rows[:most], rows[most - 1][1])
        looked, beyond = session.execute(select(func.count(), furthest(looked_at.c.id))).one()
        if looked < LOOKED_AT:
            return Versions(rows, None)
    return Versions(rows, beyond)


def _looked_at(
    session: Session, wanted: Wanted, beyond: int | None
) -> tuple[Subquery, list[ColumnElement[bool]]]:
    """Return the comments to look at, and what they must meet beside."""
    sieves = _sieves(session, wanted)
    finest = _finest(session, sieves)
    chosen = finest.chosen()
    key = chosen.selected_columns[0]
    if beyond is not None:
        chosen = chosen.where(key > beyond if wanted.is_oldest_first else key < beyond)
    looked_at = chosen.order_by(_order(wanted, key)).limit(LOOKED_AT).subquery()
    return looked_at, [sieve.condition for sieve in sieves if sieve is not finest]


def _finest(session: Session, sieves: list[Sieve]) -> Sieve:
    """Return the first sieve that lets few through; if none does, the first of all."""
    served = [sieve for sieve in sieves if sieve.ids is not None]
    if len(served) < 2:  # noqa: PLR2004 (there is no choice)
        return served[0] if served else Sieve(Comment.id > 0)
    return next((sieve for sieve in served if _is_fine(session, sieve)), served[0])


def _is_fine(session: Session, sieve: Sieve) -> bool:
    some = sieve.chosen().limit(LOOKED_AT).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) < LOOKED_AT


def _order(wanted: Wanted, key: ColumnElement[Any] | InstrumentedAttribute[int]) -> Any:
    return key.asc() if wanted.is_oldest_first else key.desc()


def _sieves(session: Session, wanted: Wanted) -> list[Sieve]:
    """Return the filters that are set: first those that mostly let few through."""
    found = list(_served(session, wanted))
    if wanted.reason:
        found.append(Sieve(wanted.reason.condition))
    if wanted.age:
        found.append(Sieve(wanted.age.condition(wanted.now)))
    return found


def _served(session: Session, wanted: Wanted) -> Iterator[Sieve]:
    if wanted.is_reported:
        yield _by_index(REPORTED)
    if wanted.email:
        yield _by_index(_of_mailbox(session, wanted.email))
    if wanted.network:
        yield _by_index(WITH_NETWORK & (Comment.network == wanted.network))
    for said, in_name in ((wanted.words, False), (wanted.name, True)):
        if said:
            ids = words.holding(session, list(said), in_name=in_name)
            yield Sieve(Comment.id.in_(ids), ids)
    if wanted.article_id:
        thread = select(Thread.id).where(Thread.article_id == wanted.article_id)
        of_thread = Comment.thread_id == thread.scalar_subquery()
        yield _by_index(of_thread & (Comment.state == wanted.state) if wanted.state else of_thread)
    elif wanted.state:
        yield _by_index(Comment.state == wanted.state)


def _by_index(condition: ColumnElement[bool]) -> Sieve:
    return Sieve(condition, select(Comment.id).where(condition))


def _of_mailbox(session: Session, email: str) -> ColumnElement[bool]:
    mailbox = mailboxes.find(session, email)
    typed = Comment.email == email
    return or_(typed, Comment.mailbox_id == mailbox.id) if mailbox else typed
