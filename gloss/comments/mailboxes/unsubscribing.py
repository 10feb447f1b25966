"""No more letters: about one conversation, or at all; and mailboxes that refuse them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss.comments.mailboxes import links
from gloss.comments.mailboxes.models import Mailbox, Purpose
from gloss.comments.models import Comment
from gloss.outbox.models import Fate, Letter


def from_thread(session: Session, token: str, now: datetime) -> None:
    """Send no more letters about the conversation of a letter; about all, if it had none.

    :raises links.Spent: the link is good for nothing.
    """
    link = links.read(session, token, Purpose.UNSUBSCRIBE, now)
    comment = session.get(Comment, link.comment_id) if link.comment_id else None
    if comment is None:
        from_all(session, token, now)
        return
    session.execute(
        update(Comment)
        .where(Comment.mailbox_id == link.mailbox_id, Comment.thread_id == comment.thread_id)
        .values(wants_letters=False)
    )


def from_all(session: Session, token: str, now: datetime) -> None:
    """Never write to the mailbox of a letter again.

    :raises links.Spent: the link is good for nothing.
    """
    link = links.read(session, token, Purpose.UNSUBSCRIBE, now)
    mailbox = session.get_one(Mailbox, link.mailbox_id)
    mailbox.unsubscribed_at = mailbox.unsubscribed_at or now


def note_refusals(session: Session, now: datetime) -> None:
    """Write no more to mailboxes whose server says that there is nobody."""
    refused = select(Letter.recipient).where(Letter.fate == Fate.REFUSED)
    session.execute(
        update(Mailbox)
        .where(Mailbox.failed_at.is_(None), Mailbox.address.in_(refused))
        .values(failed_at=now)
        .execution_options(synchronize_session=False)
    )
