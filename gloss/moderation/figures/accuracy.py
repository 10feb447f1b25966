"""How often what made a comment suspicious was confirmed, and how often a person overturned it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Text, cast, select
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, Decision, State
from gloss.comments.reports.models import Report
from gloss.moderation.figures.pace import LOOKED_AT, WITHIN
from gloss.moderation.finding.wanted import MOSTLY_SPAM_SCORE, Reason
from gloss.moderation.models import Assessment

CONFIRMED = (State.REJECTED, State.SPAM)
JUDGED = (*CONFIRMED, State.APPROVED)
MOST_REPORTS = 500
SINGLE = [reason for reason in Reason if reason is not Reason.ANY]


@dataclass(frozen=True)
class Accuracy:
    """How one reason did."""

    reason: Reason | None  # none: readers reported the comment
    confirmed: int  # rejected, or called spam
    overturned: int  # published, or left where it was

    @property
    def judged(self) -> int:
        """How many comments it was a reason against."""
        return self.confirmed + self.overturned

    @property
    def share(self) -> float:
        """The share that was confirmed, from 0 to 1."""
        return self.confirmed / self.judged


def lately(session: Session, now: datetime) -> Sequence[Accuracy]:
    """Return each reason that came up in decisions by people ``WITHIN`` the last days.

    Looks at the newest ``LOOKED_AT`` decisions; what counts is where those comments stand today.
    """
    rows = session.execute(_decided(now)).all()
    found = [_accuracy(None, session.scalars(_settled(now)))]
    found += (_accuracy(r, (row.state for row in rows if _holds(r, row))) for r in SINGLE)
    return sorted((one for one in found if one.judged), key=lambda one: -one.judged)


def _decided(now: datetime) -> Select[*tuple[Any, ...]]:
    newest = select(Decision.id).order_by(Decision.id.desc()).limit(LOOKED_AT).subquery()
    by_people = (
        select(Decision.comment_id)
        .join(newest, newest.c.id == Decision.id)
        .where(Decision.moderator_id.is_not(None), Decision.revision_id.is_(None))
        .where(Decision.from_state == State.PENDING, Decision.decided_at > now - WITHIN)
    )
    return (
        select(
            Comment.state,
            cast(Comment.reasons, Text).label("said"),  # reading JSON takes longer than all else
            Assessment.score,
            Assessment.rule_id,
            Assessment.campaign,
        )
        .outerjoin(Assessment, Assessment.comment_id == Comment.id)
        .where(Comment.id.in_(by_people), Comment.state.in_(JUDGED))
    )


def _settled(now: datetime) -> Select[State]:
    """Select what was decided about the comments that readers reported lately."""
    newest = select(Report.settled_by_id).order_by(Report.id.desc()).limit(MOST_REPORTS)
    return (
        select(Decision.to_state)
        .where(Decision.id.in_(newest.subquery().select()), Decision.to_state.in_(JUDGED))
        .where(Decision.moderator_id.is_not(None), Decision.decided_at > now - WITHIN)
    )


def _holds(reason: Reason, row: Row[Any]) -> bool:
    """Tell whether ``reason`` spoke against a comment, as ``Reason.condition`` asks databases."""
    if reason is Reason.SCORE:
        return row.score is not None and row.score >= MOSTLY_SPAM_SCORE
    if reason is Reason.RULE:
        return row.rule_id is not None
    if reason is Reason.CAMPAIGN:
        return row.campaign is not None
    return reason.value in row.said


def _accuracy(reason: Reason | None, states: Iterable[State]) -> Accuracy:
    found = [state in CONFIRMED for state in states]
    return Accuracy(reason, sum(found), len(found) - sum(found))
