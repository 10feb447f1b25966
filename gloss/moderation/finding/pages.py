"""One page of the comments asked for, and how many there are, without reading all of them.

Of all filters, one that an index serves and that lets the fewest comments through is looked
through in the order of ids, ``LOOKED_AT`` comments at a time; the others are tried on those. So a
page costs the same whatever the filters and the number of comments. A page may then be short, or
empty, though there is more beyond: it says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from gloss.comments import words
from gloss.comments.mailboxes import finding as mailboxes
from gloss.comments.models import IN_ANY_STATE, REPORTED, WITH_NETWORK, Comment, Thread
from gloss.moderation.finding.wanted import Wanted
from gloss.web.row_ids import LARGEST

LOOKED_AT = 1_000
LOOKS = 100  # one after another, for an order about many
PAGE_SIZE = 30


@dataclass(frozen=True)
class Sieve:
    """One filter: what it lets through, and if an index serves, their ids."""

    condition: ColumnElement[bool]
    ids: Select[Any] | None = None
    reach: int | None = None  # how many ids may be walked through to find them; none: all

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


@dataclass(frozen=True)
class Look:
    """What is asked for among the ``LOOKED_AT`` comments that come into question next."""

    ids: Sequence[int]  # in their order
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
    rows: list[tuple[int, int, int]] = []
    for _ in range(LOOKS):
        look = _look(session, wanted, beyond)
        some = select(Comment.thread_id, Comment.id, Comment.version)
        ordered = some.where(Comment.id.in_(look.ids)).order_by(_order(wanted, Comment.id))
        rows += [
            (thread, comment, version) for thread, comment, version in session.execute(ordered)
        ]
        if len(rows) > most:
            return Versions(rows[:most], rows[most - 1][1])
        beyond = look.beyond
        if beyond is None:
            break
    return Versions(rows, beyond)


def _look(session: Session, wanted: Wanted, beyond: int | None) -> Look:
    looking, end = _looking(session, wanted, beyond)
    looked_at = session.execute(looking).all()
    ids = [comment_id for comment_id, is_wanted in looked_at if is_wanted]
    return Look(ids, looked_at[-1][0] if len(looked_at) == LOOKED_AT else end)


def _looking(
    session: Session, wanted: Wanted, beyond: int | None
) -> tuple[Select[int, bool], int | None]:
    """Select the comments to look at, each with whether it meets the other filters too.

    Returns also the id up to which they are looked for; none: up to the last one.
    """
    sieves = _sieves(session, wanted)
    finest = _finest(session, sieves)
    others = [sieve for sieve in sieves if sieve is not finest]
    beyond = _before_first(session, wanted, others, beyond)
    end = _end(session, wanted, beyond, finest.reach) if finest.reach else None
    looked_at = _in_turn(finest.chosen(), wanted, beyond, end).limit(LOOKED_AT)
    if not others:  # an index alone tells, wherever the comments are
        return looked_at.add_columns(true()), end
    few = looked_at.subquery()
    is_wanted = and_(*(sieve.condition for sieve in others))
    each = select(few.c.id, is_wanted).join(Comment, Comment.id == few.c.id)
    return each.order_by(_order(wanted, few.c.id)), end


def _before_first(
    session: Session, wanted: Wanted, sieves: list[Sieve], beyond: int | None
) -> int | None:
    """Return the key right before the first comment that each of ``sieves`` can let through."""
    for sieve in sieves:
        if sieve.ids is not None and not sieve.reach:
            first = session.scalar(_in_turn(sieve.ids, wanted, beyond).limit(1))
            if wanted.is_oldest_first:
                beyond = LARGEST if first is None else first - 1
            else:
                beyond = 1 if first is None else first + 1
    return beyond


def _end(session: Session, wanted: Wanted, beyond: int | None, reach: int) -> int | None:
    """Return the id that is ``reach`` ids beyond; none, if there are no comments beyond that."""
    last = session.scalar(select(func.max(Comment.id))) or 0
    if wanted.is_oldest_first:
        end = (beyond or 0) + reach
        return end if end < last else None
    end = (beyond or last + 1) - reach
    return end if end > 1 else None


def _in_turn(
    ids: Select[Any], wanted: Wanted, beyond: int | None, end: int | None = None
) -> Select[Any]:
    """Order ids as their comments are shown: those that come after ``beyond``, up to ``end``."""
    key, is_ascending = ids.selected_columns[0], wanted.is_oldest_first
    if beyond is not None:
        ids = ids.where(key > beyond if is_ascending else key < beyond)
    if end is not None:
        ids = ids.where(key <= end if is_ascending else key >= end)
    return ids.order_by(_order(wanted, key))


def _page(session: Session, wanted: Wanted, look: Look) -> Page:
    ids = look.ids[:PAGE_SIZE]
    shown = select(Comment).where(Comment.id.in_(ids)).order_by(_order(wanted, Comment.id))
    is_whole = len(look.ids) <= PAGE_SIZE
    return Page(session.scalars(shown).all(), look.beyond if is_whole else ids[-1])


def _count(look: Look) -> Count:
    return Count(len(look.ids), look.beyond is None)


def _finest(session: Session, sieves: list[Sieve]) -> Sieve:
    """Return the first sieve that lets few through; if none does, the finest, which nobody asks."""
    served = [sieve for sieve in sieves if sieve.ids is not None] or [Sieve(Comment.id > 0)]
    return next((sieve for sieve in served[:-1] if _is_fine(session, sieve)), served[-1])


def _is_fine(session: Session, sieve: Sieve) -> bool:
    if sieve.reach:
        return False
    some = sieve.chosen().limit(LOOKED_AT).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) < LOOKED_AT


def _order(wanted: Wanted, key: ColumnElement[Any] | InstrumentedAttribute[int]) -> Any:
    return key.asc() if wanted.is_oldest_first else key.desc()


def _sieves(session: Session, wanted: Wanted) -> list[Sieve]:
    """Return the filters that are set: of those that an index serves, the finest last."""
    found = list(_served(session, wanted))
    if wanted.reason:
        found.append(Sieve(wanted.reason.condition))
    if wanted.age:
        found.append(Sieve(wanted.age.condition(wanted.now)))
    return found


def _served(session: Session, wanted: Wanted) -> Iterator[Sieve]:
    if wanted.article_id:
        of_article = select(Thread.id).where(Thread.article_id == wanted.article_id)
        thread_id = session.scalar(of_article) or 0  # known, so that a planner knows its size
        of_thread = Comment.thread_id == thread_id
        in_state = Comment.state == wanted.state if wanted.state else IN_ANY_STATE
        yield _by_index(of_thread & in_state)
    elif wanted.state:
        yield _by_index(Comment.state == wanted.state)
    if wanted.network:
        yield _by_index(WITH_NETWORK & (Comment.network == wanted.network))
    if wanted.email:
        yield _by_index(_of_mailbox(session, wanted.email))
    if wanted.is_reported:
        yield _by_index(REPORTED)
    for said, in_name in ((wanted.name, True), (wanted.words, False)):
        if said:
            held = words.holding(session, list(said), in_name=in_name)
            is_among = words.is_among(session, list(said), in_name=in_name)
            yield Sieve(is_among, held.ids, held.reach)


def _by_index(condition: ColumnElement[bool]) -> Sieve:
    return Sieve(condition, select(Comment.id).where(condition))


def _of_mailbox(session: Session, email: str) -> ColumnElement[bool]:
    mailbox = mailboxes.find(session, email)
    typed = Comment.email == email
    return or_(typed, Comment.mailbox_id == mailbox.id) if mailbox else typed
