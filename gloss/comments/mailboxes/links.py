"""Links in letters: random addresses, of which only hashes are kept; each good for one thing."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gloss.accounts import tokens
from gloss.comments.mailboxes.models import MailLink, Purpose

LIFETIMES = {
    Purpose.CONFIRM: timedelta(days=30),
    Purpose.UNSUBSCRIBE: timedelta(days=400),  # letters are kept long, and must stay harmless
    Purpose.RECEIPT: timedelta(days=400),
}


class Spent(Exception):
    """The link was used, is too old, is good for something else, or never existed."""


def make(
    session: Session, purpose: Purpose, mailbox_id: int, comment_id: int | None, now: datetime
) -> str:
    """Make a link and return its token, which is stored in the letter alone."""
    token = tokens.new()
    session.add(
        MailLink(
            token_hash=tokens.digest(token),
            purpose=purpose,
            mailbox_id=mailbox_id,
            comment_id=comment_id,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    return token


def read(session: Session, token: str, purpose: Purpose, now: datetime) -> MailLink:
    """Return the link of ``token`` without using it.

    :raises Spent: it is not good for ``purpose``, or not any more.
    """
    link = session.scalar(
        select(MailLink).where(
            MailLink.token_hash == tokens.digest(token),
            MailLink.purpose == purpose,
            MailLink.expires_at > now,
        )
    )
    if link is None:
        raise Spent
    return link


def use_up(session: Session, link: MailLink) -> None:
    """Make sure that a link is used once: of several that use it at the same time all but one fail.

    :raises Spent: somebody was faster.
    """
    deleted = delete(MailLink).where(MailLink.id == link.id).returning(MailLink.id)
    if session.scalar(deleted) is None:
        raise Spent


def sweep(session: Session, now: datetime) -> None:
    """Delete the links that have expired."""
    session.execute(delete(MailLink).where(MailLink.expires_at <= now))
