"""Answering a comment as the site: only who is signed in as a moderator can be told from others."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.accounts.models import Moderator
from gloss.comments import standing
from gloss.comments.models import Comment, Decision, State
from gloss.comments.posting import ParentGone


@dataclass(frozen=True)
class SiteReply:
    """What a moderator says in answer to a comment, under the moderator's own name."""

    parent_id: int
    moderator_id: int
    text: str  # as typed; at most rendering.LONGEST_TEXT characters


def as_site(session: Session, reply: SiteReply, now: datetime) -> int:
    """Publish an answer at once, with a line in the log; return the comment's id.

    :raises ParentGone: the comment to answer is not public.
    """
    parent = standing.locked(session, reply.parent_id)
    if parent is None or parent.state is not State.APPROVED:
        raise ParentGone
    said = _same(session, reply)
    if said:
        return said  # a second click
    comment = _comment(parent, reply, session.get_one(Moderator, reply.moderator_id).name, now)
    session.add(comment)
    session.flush()
    session.add(_log_line(comment, reply, now))
    session.flush()
    standing.change(session, comment, State.APPROVED, now)
    return comment.id


def _same(session: Session, reply: SiteReply) -> int | None:
    """Return the same answer of the same moderator, if it stands there."""
    return session.scalar(
        select(Comment.id).where(
            Comment.parent_id == reply.parent_id,
            Comment.by_moderator_id == reply.moderator_id,
            Comment.text == reply.text,
            Comment.state == State.APPROVED,
        )
    )


def _comment(parent: Comment, reply: SiteReply, name: str, now: datetime) -> Comment:
    return Comment(
        thread_id=parent.thread_id,
        parent_id=parent.id,
        author_name=name,
        by_moderator_id=reply.moderator_id,
        text=reply.text,
        state=State.PENDING,
        version=1,
        answers=0,
        reasons=[],
        network="",
        receipt=sha256(secrets.token_bytes()).hexdigest(),  # that nobody has
        posted_at=now,
    )


def _log_line(comment: Comment, reply: SiteReply, now: datetime) -> Decision:
    return Decision(
        comment_id=comment.id,
        moderator_id=reply.moderator_id,
        decided_at=now,
        from_state=State.PENDING,
        to_state=State.APPROVED,
        version=comment.version + 1,
        why="",
    )
