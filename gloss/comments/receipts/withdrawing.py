"""Taking a comment back: it disappears at once, and no moderator can bring it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from gloss.comments import mails, revising, standing
from gloss.comments.models import Comment, Decision, State
from gloss.comments.reports import reporting


def withdraw(session: Session, comment_id: int, now: datetime) -> None:
    """Take a comment out of everybody's sight on behalf of its writer; twice is once."""
    comment = standing.locked(session, comment_id)
    if comment is None or comment.state is State.DELETED:
        return
    mails.take_back(session, comment.id, now)
    revising.drop(session, comment.id)
    _log(session, comment, now)
    standing.change(session, comment, State.DELETED, now)


def _log(session: Session, comment: Comment, now: datetime) -> None:
    withdrawn = Decision(
        comment_id=comment.id,
        moderator_id=None,  # it was the writer
        decided_at=now,
        from_state=comment.state,
        to_state=State.DELETED,
        version=comment.version + 1,
    )
    session.add(withdrawn)
    session.flush()
    reporting.follow(session, comment, withdrawn, newest_seen=None)
