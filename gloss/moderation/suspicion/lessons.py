"""What moderators' decisions teach the model. The decisions are the truth; the model is a cache.

Approval says good, spam says spam; a rejection says neither. What Gloss decided by itself, by a
rule or by the score, teaches nothing: else it would learn its own mistakes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from gloss.comments.models import Comment, Decision, State
from gloss.spam.features import features
from gloss.spam.kept import Learnt
from gloss.spam.model import Model
from gloss.spam.signals import Submission

TAUGHT = {State.APPROVED: False, State.SPAM: True}  # whether it is spam
AT_ONCE = 500  # decisions read together


@dataclass(frozen=True)
class Lesson:
    """One decision: what was said of a comment before, and what is said now."""

    decision_id: int
    submission: Submission
    was_spam: bool | None
    is_spam: bool | None


def follow(session: Session, learnt: Learnt) -> int:
    """Learn the decisions made since; return how many there were.

    One that was committed out of order may be missed, until the model is built anew.
    """
    lessons = _since(session, learnt.last_decision)
    for lesson in lessons:
        _take(learnt.model, lesson)
        learnt.last_decision = lesson.decision_id
    return len(lessons)


def rebuilt(session: Session, now: datetime) -> Learnt:
    """Learn from scratch what stands today: exactly what was undone or erased is not in it.

    Takes some 3 minutes of one processor for a million decisions; reads a page of them at a time.
    """
    learnt = Learnt(last_decision=newest(session), rebuilt_at=now)
    for lesson in _standing(session, learnt.last_decision):
        _take(learnt.model, lesson)
    return learnt


def newest(session: Session) -> int:
    """Return the id of the newest decision; 0 if there is none."""
    return session.scalar(select(func.max(Decision.id))) or 0


def _take(model: Model, lesson: Lesson) -> None:
    is_erased = not lesson.submission.text  # only a model built anew can forget it
    if is_erased or lesson.was_spam is lesson.is_spam is None:
        return
    found = features(lesson.submission)
    if lesson.was_spam is not None:
        model.unlearn(found, is_spam=lesson.was_spam)
    if lesson.is_spam is not None:
        model.learn(found, is_spam=lesson.is_spam)


def _since(session: Session, decision_id: int) -> list[Lesson]:
    """Read the next decisions; what one changed was taught only if a moderator had decided it."""
    before = aliased(Decision)
    decided_before = (
        select(before.moderator_id)
        .where(before.comment_id == Decision.comment_id, before.id < Decision.id)
        .where(before.revision_id.is_(None))
        .order_by(before.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    made = _decisions().add_columns(decided_before.label("decided_before_by"))
    rows = session.execute(made.where(Decision.id > decision_id).limit(AT_ONCE))
    return [_lesson(row, has_taught=row.decided_before_by is not None) for row in rows]


def _standing(session: Session, newest: int) -> Iterator[Lesson]:
    """Read the last decision about each comment, in the order in which they were made."""
    after, later = 0, aliased(Decision)
    has_later = (
        select(later.id)
        .where(later.comment_id == Decision.comment_id, later.id > Decision.id)
        .where(later.revision_id.is_(None))
        .exists()
    )
    last = _decisions().where(~has_later, Comment.state == Decision.to_state)
    while rows := session.execute(
        last.where(Decision.id > after, Decision.id <= newest).limit(AT_ONCE)
    ).all():
        for row in rows:
            yield _lesson(row, has_taught=False)
        after = rows[-1].id


def _decisions() -> Select[int, int | None, State, State, str, str]:
    return (
        select(
            Decision.id,
            Decision.moderator_id,
            Decision.from_state,
            Decision.to_state,
            Comment.author_name,
            Comment.text,
        )
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Decision.revision_id.is_(None))  # about the comment, and not about an edit
        .order_by(Decision.id)
    )


def _lesson(row: Row[int, int | None, State, State, str, str], *, has_taught: bool) -> Lesson:
    return Lesson(
        decision_id=row.id,
        submission=Submission(row.author_name, row.text),
        was_spam=TAUGHT.get(row.from_state) if has_taught else None,
        is_spam=TAUGHT.get(row.to_state) if row.moderator_id is not None else None,
    )
