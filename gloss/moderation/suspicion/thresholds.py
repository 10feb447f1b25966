"""The score from which comments go to spam by themselves; by default none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, Decision, State
from gloss.moderation.models import Assessment, Threshold

OFFERED = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
LOOKED_BACK_AT = 1_000  # decided comments
CHOICES_SHOWN = 20
SAMPLE = 10  # comments that went away by themselves
SAMPLED_FROM = 10_000  # decisions, the newest: going through all would grow with them


@dataclass(frozen=True)
class Outcome:
    """What a threshold would have done to comments that people decided."""

    score: float
    wrongly_held: int  # approved by a person
    rightly_held: int
    let_through: int  # spam that a person had to find
    judged: int  # all of them


def current(session: Session) -> float | None:
    """Return the threshold in force; ``None`` if nothing goes away by itself."""
    return session.scalar(select(Threshold.score).order_by(Threshold.id.desc()).limit(1))


def choose(session: Session, score: float | None, moderator_id: int, now: datetime) -> None:
    """Put a threshold in force from now on, or none; what was decided before stays.

    :raises ValueError: no such threshold is offered.
    """
    if score is not None and score not in OFFERED:
        raise ValueError(score)
    session.add(Threshold(score=score, moderator_id=moderator_id, chosen_at=now))


def choices(session: Session) -> Sequence[Threshold]:
    """Return who chose what, the newest first."""
    return session.scalars(
        select(Threshold).order_by(Threshold.id.desc()).limit(CHOICES_SHOWN)
    ).all()


def outcomes(session: Session) -> list[Outcome]:
    """Say for each threshold offered what it would have done to the last decided comments.

    The score of each is the one that it had before anybody decided.
    """
    decided = _decided(session)
    return [_outcome(score, decided) for score in OFFERED]


def sent_away(session: Session) -> Sequence[Comment]:
    """Return the comments that last went to spam by themselves, the newest first."""
    newest = session.scalar(select(func.max(Decision.id))) or 0
    return session.scalars(
        select(Comment)
        .join(Decision, Decision.comment_id == Comment.id)
        .where(Decision.moderator_id.is_(None), Decision.to_state == State.SPAM)
        .where(Decision.version == Comment.version, Comment.state == State.SPAM)
        .where(Decision.id > newest - SAMPLED_FROM)
        .order_by(Decision.id.desc())
        .limit(SAMPLE)
    ).all()


def _decided(session: Session) -> list[tuple[float, bool]]:
    """Read score and truth of the last comments that a person approved or called spam."""
    rows = session.execute(
        select(Assessment.score, Decision.to_state)
        .join(Comment, Comment.id == Decision.comment_id)
        .join(Assessment, Assessment.comment_id == Decision.comment_id)
        .where(Decision.moderator_id.is_not(None), Decision.revision_id.is_(None))
        .where(Decision.to_state.in_([State.APPROVED, State.SPAM]))
        .where(Decision.version == Comment.version, Assessment.score.is_not(None))
        .order_by(Decision.id.desc())
        .limit(LOOKED_BACK_AT)
    )
    return [(score, state is State.SPAM) for score, state in rows if score is not None]


def _outcome(score: float, decided: list[tuple[float, bool]]) -> Outcome:
    held = [is_spam for found, is_spam in decided if found >= score]
    spam = sum(is_spam for _, is_spam in decided)
    return Outcome(score, len(held) - sum(held), sum(held), spam - sum(held), len(decided))
