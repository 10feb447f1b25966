"""Whose a comment is: its writer's address counts only once the mailbox's holder has said so.

Anybody can type anybody's address. So an address that was typed gets one kind of letter, which
holds nothing a visitor wrote: "was this you?". It goes out when a comment is published, never
before.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments.mailboxes import finding, links
from gloss.comments.mailboxes.models import Mailbox, MailLink, Purpose
from gloss.comments.models import Comment, State

ASKED_EVERY = timedelta(days=1)
MOST_UNANSWERED = 3  # who never answers did not write here, or does not care
MOST_CLAIMED = 50  # comments on one page


def may_ask(mailbox: Mailbox, now: datetime) -> bool:
    """Tell whether its holder may be asked whether a comment is theirs."""
    if not finding.is_reachable(mailbox):
        return False
    is_too_soon = mailbox.asked_at is not None and now - mailbox.asked_at < ASKED_EVERY
    return not is_too_soon and mailbox.times_asked < MOST_UNANSWERED


def note_asked(mailbox: Mailbox, now: datetime) -> None:
    """Remember that its holder was asked."""
    mailbox.asked_at = now
    mailbox.times_asked += 1


def forget_asked(session: Session, address: str, since: datetime) -> None:
    """Take back that the holder of ``address`` was asked, if that was after ``since``."""
    mailbox = finding.find(session, address)
    if mailbox and mailbox.asked_at and mailbox.asked_at >= since:
        mailbox.asked_at = None
        mailbox.times_asked = max(0, mailbox.times_asked - 1)


def claimable(session: Session, mailbox: Mailbox) -> Sequence[Comment]:
    """Return the published comments under this address that nobody has said to be theirs."""
    if mailbox.address is None:
        return []
    found = (
        select(Comment)
        .where(
            Comment.email == mailbox.address,
            Comment.state == State.APPROVED,
            Comment.mailbox_id.is_(None),
        )
        .order_by(Comment.id.desc())
        .limit(MOST_CLAIMED)
    )
    return session.scalars(found).all()


def confirm(session: Session, token: str, comment_ids: Collection[int], now: datetime) -> int:
    """Confirm the mailbox of a link, and give it those of the comments that it may claim.

    :returns: how many comments that were.
    :raises links.Spent: the link is good for nothing; nothing was changed.
    """
    link = links.read(session, token, Purpose.CONFIRM, now)
    mailbox = session.get_one(Mailbox, link.mailbox_id, with_for_update=True)
    links.use_up(session, link)
    mailbox.confirmed_at = mailbox.confirmed_at or now
    mailbox.failed_at, mailbox.times_asked = None, 0
    claimed = [c for c in claimable(session, mailbox) if c.id in comment_ids]
    for comment in claimed:
        give(comment, mailbox)
    return len(claimed)


def prove(session: Session, comment: Comment | None, known_ids: Collection[int]) -> bool:
    """Give a comment to a mailbox that was confirmed for a comment of the same browser.

    :param known_ids: of the comments that the browser sent.
    :returns: whether it belongs to that mailbox now.
    """
    if comment is None or comment.mailbox_id or not comment.email:
        return False
    mailbox = finding.find(session, comment.email)
    if mailbox is None or mailbox.confirmed_at is None:
        return False
    proof = select(Comment.id).where(Comment.mailbox_id == mailbox.id, Comment.id.in_(known_ids))
    is_proven = session.scalar(proof.limit(1)) is not None
    if is_proven:
        give(comment, mailbox)
    return is_proven


def give(comment: Comment, mailbox: Mailbox) -> None:
    """Let a comment belong to a mailbox; the address is kept there alone from now on."""
    comment.mailbox_id, comment.email = mailbox.id, None


def holder(session: Session, link: MailLink) -> Mailbox:
    """Return the mailbox that a letter with this link went to."""
    return session.get_one(Mailbox, link.mailbox_id)
