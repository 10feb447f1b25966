"""What is kept about a writer: as a file to take along, and erased on demand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from gloss.comments import mails, rendering, standing
from gloss.comments.mailboxes import finding
from gloss.comments.mailboxes.models import Mailbox, MailLink
from gloss.comments.models import Comment, CommentRevision, Decision, Erasure, State
from gloss.comments.receipts import withdrawing
from gloss.comments.reports import reporting
from gloss.comments.reports.models import Report
from gloss.outbox import writing

Exported = dict[str, Any]  # as JSON has it
ROWS_AT_ONCE = 1_000


def of_comment(session: Session, comment: Comment) -> Exported:
    """Return all that is kept about one comment and its writer, without moderators' names."""
    mailbox = session.get(Mailbox, comment.mailbox_id) if comment.mailbox_id else None
    return {
        "article": comment.thread.article_id,
        "name": comment.author_name,
        "email": mailbox.address if mailbox else comment.email,
        "email_confirmed": bool(mailbox and mailbox.confirmed_at),
        "letters": comment.wants_letters,
        "text": comment.text,
        "answers_to": comment.parent_id,
        "state": comment.state.value,
        "sent": comment.posted_at.isoformat(),
        "published": comment.published_at.isoformat() if comment.published_at else None,
        "noticed": list(comment.reasons),
        "network_hash": comment.network,
        "changes": [_change(revision) for revision in _revisions(session, comment)],
        "decisions": [_decision(made) for made in _decisions(session, comment)],
        "reports": [_report(one) for one in _reports(session, comment)],
    }


def of_mailbox(session: Session, comment: Comment) -> Sequence[Comment]:
    """Return all comments of the mailbox that ``comment`` is proven to belong to."""
    if comment.mailbox_id is None:
        return [comment]
    theirs = select(Comment).where(Comment.mailbox_id == comment.mailbox_id).order_by(Comment.id)
    return session.scalars(theirs).all()


def erase(session: Session, comment_ids: Sequence[int], now: datetime) -> None:
    """Remove the comments' texts, names, addresses, changes, letters and reports for good.

    The log keeps its ids and states. A thread keeps the place if anything stands under it.
    """
    in_order = select(Comment.id).where(Comment.id.in_(comment_ids)).order_by(Comment.thread_id)
    chosen = session.scalars(in_order).all()
    for comment_id in chosen:
        standing.locked(session, comment_id)  # all threads first: see there
    for comment_id in chosen:
        _erase(session, comment_id, now)
    rendering.body_html.cache_clear()  # other processes forget it as they go on, or end


def erased(session: Session) -> Sequence[Erasure]:
    """Return all that was ever erased."""
    return session.scalars(select(Erasure).order_by(Erasure.id)).all()


def erase_again(session: Session, erasures: Sequence[Erasure], now: datetime) -> None:
    """Erase what was erased once, where a backup brought it back; the rows are kept here too."""
    receipts = {one.receipt: one.comment_id for one in erasures}
    found = session.execute(select(Comment.id, Comment.receipt)).yield_per(ROWS_AT_ONCE)
    back = [row.id for row in found if receipts.get(row.receipt) == row.id]
    erase(session, back, now)
    session.flush()
    known = set(session.scalars(select(Erasure.receipt)))
    gone = {one.receipt: one for one in erasures if one.receipt not in known}
    session.add_all(
        Erasure(comment_id=one.comment_id, receipt=one.receipt, erased_at=one.erased_at)
        for one in gone.values()
    )


def of_address(session: Session, address: str) -> tuple[Sequence[Comment], Sequence[Comment]]:
    """Return the comments proven to be a mailbox's, and others that merely say so."""
    mailbox, typed = finding.find(session, address), address.strip()
    theirs = Comment.mailbox_id == (mailbox.id if mailbox else None)
    # Said so, an index of addresses alone is gone through, and no comment.
    with_address = select(Comment.id).where(Comment.email.is_not(None))
    says_so = with_address.where(func.lower(Comment.email) == typed.lower())
    in_order = select(Comment).order_by(Comment.id)
    proven = session.scalars(in_order.where(theirs)).all() if mailbox else []
    named = session.scalars(in_order.where(Comment.id.in_(says_so))).all()
    return proven, [comment for comment in named if comment not in proven]


def _erase(session: Session, comment_id: int, now: datetime) -> None:
    withdrawing.withdraw(session, comment_id, now)
    comment = session.get(Comment, comment_id)
    if comment is None or comment.erased_at:
        return
    mailbox = _mailbox(session, comment)
    comment.author_name = comment.text = comment.network = ""
    comment.email = comment.mailbox_id = None
    comment.reasons, comment.erased_at = [], now
    session.add(Erasure(comment_id=comment.id, receipt=comment.receipt, erased_at=now))
    for revision in _revisions(session, comment):
        revision.author_name = revision.text = ""
        revision.replaced_name = revision.replaced_text = ""
        revision.reasons = []
    for made in _decisions(session, comment):
        made.told = made.why = ""  # they may quote what they are about
    reporting.forget(session, comment.id)
    writing.erase(session, mails.about(comment.id))
    session.flush()
    if mailbox:
        _leave(session, mailbox, comment.id)


def _mailbox(session: Session, comment: Comment) -> Mailbox | None:
    """Return the mailbox that knows of a comment, proven or not."""
    if comment.mailbox_id:
        return session.get(Mailbox, comment.mailbox_id)
    return finding.find(session, comment.email) if comment.email else None


def _leave(session: Session, mailbox: Mailbox, comment_id: int) -> None:
    """Let a mailbox know nothing of a comment; the last one takes the address along.

    Of a mailbox that wanted no letters a keyed hash stays, so that it never gets any.
    """
    of_mailbox = MailLink.mailbox_id == mailbox.id
    session.execute(delete(MailLink).where(of_mailbox, MailLink.comment_id == comment_id))
    if mailbox.address is None or _is_used(session, mailbox):
        return
    writing.erase_to(session, mailbox.address)
    session.execute(delete(MailLink).where(of_mailbox))
    if mailbox.unsubscribed_at:
        mailbox.address = None
    else:
        session.delete(mailbox)


def _is_used(session: Session, mailbox: Mailbox) -> bool:
    """Tell whether another comment belongs to a mailbox, or says so."""
    says_so = Comment.email == mailbox.address
    using = select(Comment.id).where(or_(Comment.mailbox_id == mailbox.id, says_so)).limit(1)
    return session.scalar(using) is not None


def _revisions(session: Session, comment: Comment) -> Sequence[CommentRevision]:
    theirs = select(CommentRevision).where(CommentRevision.comment_id == comment.id)
    return session.scalars(theirs.order_by(CommentRevision.id)).all()


def _decisions(session: Session, comment: Comment) -> Sequence[Decision]:
    about = select(Decision).where(Decision.comment_id == comment.id).order_by(Decision.id)
    return session.scalars(about).all()


def _reports(session: Session, comment: Comment) -> Sequence[Report]:
    about = select(Report).where(Report.comment_id == comment.id).order_by(Report.id)
    return session.scalars(about).all()


def _change(revision: CommentRevision) -> Exported:
    return {
        "proposed": revision.proposed_at.isoformat(),
        "name": revision.author_name,
        "text": revision.text,
        "state": revision.state.value,
        "replaced_name": revision.replaced_name,
        "replaced_text": revision.replaced_text,
    }


def _decision(made: Decision) -> Exported:
    return {
        "at": made.decided_at.isoformat(),
        "by": _who(made),
        "from": made.from_state.value,
        "to": made.to_state.value,
        "about": "change" if made.revision_id else "comment",
        "reason": made.told,
    }


def _report(one: Report) -> Exported:
    """Tell that there was one; its words are its reporter's, whom they may give away."""
    return {"at": one.reported_at.isoformat(), "complaint": one.complaint.value}


def _who(made: Decision) -> str:
    """Say who decided; moderators' names are their own."""
    if made.moderator_id:
        return "moderator"
    return "writer" if made.to_state is State.DELETED else "site"
