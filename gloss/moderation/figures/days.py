"""How many comments came, and how many were decided about, on each of the last days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gloss.comments.models import Comment, Decision, State
from gloss.moderation.figures import chart
from gloss.moderation.figures.chart import Chart
from gloss.web import dates

LOOKED_AT = 5_000  # comments, and decisions, the newest: a site with more is shown fewer days
SHOWN = 30
LABELLED = range(3, SHOWN, 7)  # days of the drawing: so each label has room

FROM_VISITORS = Comment.by_moderator_id.is_(None)
FIRST_DECISIONS = (
    (Decision.from_state == State.PENDING)
    & Decision.revision_id.is_(None)
    & Decision.undoes_id.is_(None)
)


@dataclass(frozen=True)
class Day:
    """A day in the site's time zone; today, up to now."""

    noon: datetime
    received: int
    decided: int  # whatever came of them, and whoever decided


@dataclass(frozen=True)
class _Counts:
    by_day: Counter[date]
    since: date  # the first day that is counted whole


def lately(session: Session, now: datetime, zone: ZoneInfo) -> Sequence[Day]:
    """Count the last ``SHOWN`` days, or those that the newest ``LOOKED_AT`` rows tell all about."""
    today = now.astimezone(zone).date()
    first = datetime.combine(today - timedelta(days=SHOWN - 1), time(), zone)
    came = _counted(session, Comment.id, Comment.posted_at, FROM_VISITORS, first)
    made = _counted(session, Decision.id, Decision.decided_at, FIRST_DECISIONS, first)
    since = min(today, max(came.since, made.since))
    return [
        Day(datetime.combine(day, time(12), zone), came.by_day[day], made.by_day[day])
        for day in (since + timedelta(days=ago) for ago in range((today - since).days + 1))
    ]


def drawn(days: Sequence[Day]) -> Chart:
    """Draw what came and what was decided about as two lines over the days."""
    labels = [
        dates.day_of_year(day.noon) if number in LABELLED else "" for number, day in enumerate(days)
    ]
    lines = {"received": [d.received for d in days], "decided": [d.decided for d in days]}
    return chart.drawn(labels, lines)


def _counted(
    session: Session,
    key: InstrumentedAttribute[int],
    moment: InstrumentedAttribute[datetime],
    counts: ColumnElement[bool],
    first: datetime,
) -> _Counts:
    newest = select(key).order_by(key.desc()).limit(LOOKED_AT).subquery()
    looked_at = select(moment).join(newest, newest.c.id == key).where(counts, moment >= first)
    by_day = Counter(at.astimezone(first.tzinfo).date() for at in session.scalars(looked_at))
    oldest = session.scalar(select(moment).order_by(key.desc()).offset(LOOKED_AT - 1).limit(1))
    if oldest is None or oldest < first:
        return _Counts(by_day, first.date())
    return _Counts(by_day, oldest.astimezone(first.tzinfo).date() + timedelta(days=1))
