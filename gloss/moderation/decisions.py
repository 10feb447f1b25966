"""Deciding what becomes of a comment: always about the version seen, logged, and undoable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments import mails, revising, standing
from gloss.comments.models import Decision, State
from gloss.comments.reports import reporting
from gloss.comments.revising import ChangedSince, Unknown
from gloss.moderation import undo_period
from gloss.moderation.undo_period import TooLate

__all__ = [
    "ChangedSince",
    "Seen",
    "TooLate",
    "Unknown",
    "approve",
    "latest",
    "mark_spam",
    "publish",
    "reject",
    "undo",
]


@dataclass(frozen=True)
class Seen:
    """A comment at the version that a moderator had before the eyes when deciding."""

    comment_id: int
    version: int
    moderator_id: int | None  # none: Gloss itself, by a rule or by the score
    why: str = ""
    told: str = ""  # the reason that the writer is shown
    newest_report: int | None = None  # that was seen; none: whatever was reported is meant


Decide = Callable[[Session, Seen, datetime], int]


def approve(session: Session, seen: Seen, now: datetime) -> int:
    """Publish a comment exactly as it was seen; return the decision's id.

    :raises ChangedSince: it is not as seen any more. :raises Unknown: it is gone.
    """
    return decide(session, seen, State.APPROVED, now)


def reject(session: Session, seen: Seen, now: datetime) -> int:
    """Refuse a comment; as ``approve`` in all else."""
    return decide(session, seen, State.REJECTED, now)


def mark_spam(session: Session, seen: Seen, now: datetime) -> int:
    """Refuse a comment as advertising; as ``approve`` in all else."""
    return decide(session, seen, State.SPAM, now)


def publish(session: Session, seen: Seen, now: datetime) -> int:
    """Let a comment be public as it was seen, which it may be already; as ``approve`` else."""
    comment = standing.locked(session, seen.comment_id)
    made = latest(session, seen.comment_id)
    is_public = comment is not None and comment.state is State.APPROVED
    if comment and made and is_public and comment.version == seen.version:
        return made.id
    return approve(session, seen, now)


def undo(session: Session, decision_id: int, moderator_id: int, now: datetime) -> int:
    """Put a comment back to where it was before a decision; that is a decision too.

    :raises ChangedSince: something was decided about it since. :raises Unknown: no such decision.
    :raises TooLate: it is older than ``undo_period.PERIOD``.
    """
    undone = session.get(Decision, decision_id)
    if undone is None:
        raise Unknown
    if not undo_period.is_open(undone.decided_at, now):
        raise TooLate(undone.comment_id)
    if undone.revision_id:
        return revising.undo(session, undone, moderator_id, now)
    seen = Seen(undone.comment_id, undone.version, moderator_id)
    return decide(session, seen, undone.from_state, now, undoes=undone.id)


def latest(session: Session, comment_id: int) -> Decision | None:
    """Return the last decision about a comment."""
    return session.scalar(
        select(Decision)
        .where(Decision.comment_id == comment_id)
        .order_by(Decision.id.desc())
        .limit(1)
    )


def decide(
    session: Session, seen: Seen, to: State, now: datetime, undoes: int | None = None
) -> int:
    """Move a comment to another state; as ``approve`` in all else."""
    comment = standing.locked(session, seen.comment_id)
    if comment is None:
        raise Unknown
    if comment.version != seen.version or comment.state is State.DELETED:
        return _second_click(session, seen, to)
    decision = Decision(
        comment_id=comment.id,
        moderator_id=seen.moderator_id,
        decided_at=now,
        from_state=comment.state,
        to_state=to,
        version=comment.version + 1,
        why=seen.why,
        told="" if to is State.APPROVED else seen.told,
        undoes_id=undoes,
    )
    session.add(decision)
    session.flush()
    reporting.follow(session, comment, decision, seen.newest_report)
    mails.decided(session, comment, decision, now)
    standing.change(session, comment, to, now)
    return decision.id


def _second_click(session: Session, seen: Seen, to: State) -> int:
    """Return the decision that this moderator made a moment ago by the same button."""
    made = latest(session, seen.comment_id)
    is_same = (
        made is not None
        and made.revision_id is None  # an edit is none of the buttons
        and (made.moderator_id, made.to_state, made.version)
        == (seen.moderator_id, to, seen.version + 1)
    )
    if made is None or not is_same:
        raise ChangedSince(seen.comment_id)
    return made.id
