"""What the page of the queue shows: one comment in focus, and others beside it as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gloss.comments.models import Comment
from gloss.moderation import claims
from gloss.moderation.finding import pages
from gloss.moderation.finding.pages import Count, Page
from gloss.moderation.finding.wanted import Wanted


@dataclass(frozen=True)
class Where:
    """Where in the queue one is, as the address says."""

    focus: int | None = None  # the comment to show
    after: int | None = None  # else the first one beyond this
    beyond: int | None = None  # the key of the page of the list


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue."""

    focus: Comment | None
    comments: Sequence[Comment]
    start: int | None  # the key of this page of the list; none: the first
    beyond: int | None  # the key of the next page of the list
    count: Count
    claimed: dict[int, str]  # who else has which comment before the eyes


def of(
    session: Session, wanted: Wanted, where: Where, moderator_id: int, now: datetime
) -> QueuePage:
    """Gather the page: of decided comments only what is asked for, or comes next, is in focus."""
    claimed = claims.of_others(session, moderator_id, now)
    first, counted = pages.first(session, wanted)
    start, listed = where.beyond, first
    if start:
        listed = pages.page(session, wanted, start)
    focus = session.get(Comment, where.focus) if where.focus else None
    if focus is None and (where.after or wanted.asks_for_a_decision):
        beyond = pages.page(session, wanted, where.after) if where.after else listed
        focus = _free(_in_turn(wanted, beyond, first), claimed)
    if focus and focus not in listed.comments:
        start, listed = _around(session, wanted, focus) or (start, listed)
    return QueuePage(focus, listed.comments, start, listed.beyond, counted, claimed)


def following(
    session: Session, wanted: Wanted, after: int, moderator_id: int, now: datetime
) -> Comment | None:
    """Return the comment that the page will show to who is done with the one called ``after``."""
    claimed = claims.of_others(session, moderator_id, now)
    beyond, first = pages.page(session, wanted, after), pages.page(session, wanted)
    return _free(_in_turn(wanted, beyond, first), claimed)


def _in_turn(wanted: Wanted, beyond: Page, first: Page) -> Sequence[Comment]:
    """Return what comes next; past the last of those that wait, what was skipped."""
    return [*beyond.comments, *(first.comments if wanted.asks_for_a_decision else ())]


def _free(in_turn: Sequence[Comment], claimed: dict[int, str]) -> Comment | None:
    """Return the next comment that nobody else has; if others have all, the next."""
    free = [comment for comment in in_turn if comment.id not in claimed]
    return next(iter(free or in_turn), None)


def _around(session: Session, wanted: Wanted, focus: Comment) -> tuple[int, Page] | None:
    """Return the page of the list that begins with a comment, and its key, if it is in the list."""
    start = focus.id - 1 if wanted.is_oldest_first else focus.id + 1
    listed = pages.page(session, wanted, start)
    return (start, listed) if focus in listed.comments else None
