"""What the page of the queue shows: one comment in focus, and others beside it as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gloss.comments.models import Comment
from gloss.moderation import claims
from gloss.moderation.finding import pages
from gloss.moderation.finding.pages import Count
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
    beyond: int | None  # the key of the next page of the list
    count: Count
    claimed: dict[int, str]  # who else has which comment before the eyes


def of(
    session: Session, wanted: Wanted, where: Where, moderator_id: int, now: datetime
) -> QueuePage:
    """Gather the page: a decided comment is shown only if it is asked for."""
    claimed = claims.of_others(session, moderator_id, now)
    listed = pages.page(session, wanted, where.beyond)
    focus = session.get(Comment, where.focus) if where.focus else None
    if focus is None and wanted.asks_for_a_decision:
        focus = _next(session, wanted, where, listed.comments, claimed)
    return QueuePage(focus, listed.comments, listed.beyond, pages.count(session, wanted), claimed)


def _next(
    session: Session,
    wanted: Wanted,
    where: Where,
    listed: Sequence[Comment],
    claimed: dict[int, str],
) -> Comment | None:
    """Return the next comment that nobody else has; past the last, one that was skipped."""
    following = pages.page(session, wanted, where.after).comments if where.after else []
    in_turn = [*following, *listed]
    free = [comment for comment in in_turn if comment.id not in claimed]
    return next(iter(free or in_turn), None)
