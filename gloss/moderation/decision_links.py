"""Links in letters to moderators: one comment, one version, one moderator, once, for two days."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gloss.accounts import tokens
from gloss.accounts.models import Moderator, Standing
from gloss.comments.models import Comment, State
from gloss.moderation import decisions
from gloss.moderation.decisions import Seen
from gloss.moderation.models import DecisionLink

LIFETIME = timedelta(hours=48)


class Spent(Exception):
    """The link was used, is too old, never existed, or its moderator moderates no more."""


def make(session: Session, comment: Comment, moderator_id: int, now: datetime) -> str:
    """Make a link and return its token, which is stored in the letter alone."""
    token = tokens.new()
    session.add(
        DecisionLink(
            token_hash=tokens.digest(token),
            moderator_id=moderator_id,
            comment_id=comment.id,
            version=comment.version,
            expires_at=now + LIFETIME,
        )
    )
    return token


def read(session: Session, token: str, now: datetime) -> DecisionLink:
    """Return the link of ``token`` without using it.

    :raises Spent: it is good for nothing.
    """
    link = session.scalar(
        select(DecisionLink)
        .join(Moderator, Moderator.id == DecisionLink.moderator_id)
        .where(
            DecisionLink.token_hash == tokens.digest(token),
            DecisionLink.expires_at > now,
            Moderator.standing == Standing.ACTIVE,
        )
    )
    if link is None:
        raise Spent
    return link


def decide(session: Session, token: str, to: State, now: datetime) -> int:
    """Decide as the moderator of the link, about the comment as the letter meant it.

    :raises Spent: it is good for nothing; of several at the same time all but one.
    :raises decisions.ChangedSince: the comment is another one now; the link stays.
    """
    link = read(session, token, now)
    seen = Seen(link.comment_id, link.version, link.moderator_id)
    used = delete(DecisionLink).where(DecisionLink.id == link.id).returning(DecisionLink.id)
    if session.scalar(used) is None:
        raise Spent
    return decisions.decide(session, seen, to, now)


def sweep(session: Session, now: datetime) -> None:
    """Delete the links that have expired."""
    session.execute(delete(DecisionLink).where(DecisionLink.expires_at <= now))
