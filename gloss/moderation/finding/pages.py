"""One page of the comments asked for, and how many there are, without reading all of them.

Of all filters, one that an index serves and that lets the fewest comments through is looked
through in the order of ids, ``LOOKED_AT`` comments at a time; the others are tried on those. So a
page costs the same whatever the filters and the number of comments. A page may then be short, or
empty, though there is more beyond: it says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from gloss.comments import words
from gloss.comments.mailboxes import finding as mailboxes
from gloss.comments.models import IN_ANY_STATE, REPORTED, WITH_NETWORK, Comment, Thread
from gloss.moderation.finding.wanted import Wanted

LOOKED_AT = 1_000
LOOKS = 100  # one after another, for an order about many
PAGE_SIZE = 30


class Standing(NamedTuple):
    """A comment as it stands now."""

    thread: int
    comment: int
    version: int


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

    rows: Sequence[Standing]
    beyond: int | None  # the key from which to look for more; none: these are all


@dataclass(frozen=True)
class Look:
    """What is asked for among the ``LOOKED_AT`` comments that come into question next."""

    found: Sequence[Standing]  # in their order
    beyond: int | None  # the key from which to look on; none: no more come into question


def first(session: Session, wanted: Wanted) -> tuple[Page, Count]:
    """Return the first page of the comments asked for, and how many there are."""
    look = _look(session, wanted, None)
    return _page(session, wanted, look), _count(look)


def page(session: Session, wanted: Wanted, beyond: int | None = None) -> Page:
    """Return the comments asked for that come after the one with the id ``beyond``."""
    return _page(session, wanted, _look(session, wanted, beyond))


def count(session: Session, wanted: Wanted) -> Count:
    """Count the comments asked for among the first ``LOOKED_AT`` that come into question."""
    return _count(_look(session, wanted, None))


def versions(session: Session, wanted: Wanted, most: int, beyond: int | None = None) -> Versions:
    """Return at most ``most`` comments asked for that come after the one with the id ``beyond``.

    Looks at no more than ``LOOKS`` times ``LOOKED_AT`` comments.
    """
    rows: list[Standing] = []
    for _ in range(LOOKS):
        look = _look(session, wanted, beyond)
        rows += look.found
        if len(rows) > most:
            return Versions(rows[:most], rows[most - 1].comment)
        beyond = look.beyond
        if beyond is None:
            break
    return Versions(rows, beyond)


def _look(session: Session, wanted: Wanted, beyond: int | None) -> Look:
    tried = session.execute(_tried(session, wanted, beyond)).all()
    found = [Standing(*standing) for *standing, is_wanted in tried if is_wanted]
    return Look(found, None if len(tried) < LOOKED_AT else tried[-1].id)


def _tried(session: Session, wanted: Wanted, beyond: int | None) -> Select[int, int, int, bool]:
    """Select the comments to look at, each with whether it meets the other filters too."""
    sieves = _sieves(session, wanted)
    finest = _finest(session, sieves)
    chosen = finest.chosen()
    key = chosen.selected_columns[0]
    if beyond is not None:
        chosen = chosen.where(key > beyond if wanted.is_oldest_first else key < beyond)
    looked_at = chosen.order_by(_order(wanted, key)).limit(LOOKED_AT).subquery()
    rest = [sieve.condition for sieve in sieves if sieve is not finest]
    return (
        select(Comment.thread_id, Comment.id, Comment.version, and_(true(), *rest))
        .join(looked_at, looked_at.c.id == Comment.id)
        .order_by(_order(wanted, Comment.id))
    )


def _page(session: Session, wanted: Wanted, look: Look) -> Page:
    ids = [standing.comment for standing in look.found[:PAGE_SIZE]]
    shown = select(Comment).where(Comment.id.in_(ids)).order_by(_order(wanted, Comment.id))
    is_whole = len(look.found) <= PAGE_SIZE
    return Page(session.scalars(shown).all(), look.beyond if is_whole else ids[-1])


def _count(look: Look) -> Count:
    return Count(len(look.found), look.beyond is None)


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
            yield Sieve(words.is_among(session, ids), ids)
    if wanted.article_id:
        of_article = select(Thread.id).where(Thread.article_id == wanted.article_id)
        thread_id = session.scalar(of_article) or 0  # known, so that a planner knows its size
        of_thread = Comment.thread_id == thread_id
        in_state = Comment.state == wanted.state if wanted.state else IN_ANY_STATE
        yield _by_index(of_thread & in_state)
    elif wanted.state:
        yield _by_index(Comment.state == wanted.state)


def _by_index(condition: ColumnElement[bool]) -> Sieve:
    return Sieve(condition, select(Comment.id).where(condition))


def _of_mailbox(session: Session, email: str) -> ColumnElement[bool]:
    mailbox = mailboxes.find(session, email)
    typed = Comment.email == email
    return or_(typed, Comment.mailbox_id == mailbox.id) if mailbox else typed
