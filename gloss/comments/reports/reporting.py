"""Reporting a comment, and what becomes of reports when something is decided about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, Decision, State, Thread
from gloss.comments.reports.models import Complaint, Report


class NotPublic(Exception):
    """The comment is not public on this article, or not any more; nothing was stored."""


@dataclass(frozen=True)
class Sent:
    """A report as a reader sent it."""

    article_id: str
    comment_id: int
    complaint: Complaint
    words: str
    reporter: str  # keyed hash of the network and the comment; empty if nothing is known of it
    doubts: tuple[str, ...] = ()  # about how it came, in plain words


def report(session: Session, sent: Sent, now: datetime) -> None:
    """Keep a report; the first from its network counts.

    One that comes after moderators decided about an earlier one of its network is kept beside that
    one, and does not bring the comment up again.

    :raises NotPublic: as it says.
    """
    if not _is_public(session, sent):
        raise NotPublic
    first = _first(session, sent)
    session.add(
        Report(
            comment_id=sent.comment_id,
            complaint=sent.complaint,
            words=sent.words,
            doubts=list(sent.doubts),
            reporter=sent.reporter,
            is_first=first is None,
            reported_at=now,
            settled_by_id=first.settled_by_id if first else None,
        )
    )
    if first is None:
        more = {"open_reports": Comment.open_reports + 1}
        counted = update(Comment).where(Comment.id == sent.comment_id).values(more)
        session.execute(counted, execution_options={"synchronize_session": False})


def follow(session: Session, comment: Comment, made: Decision, newest_seen: int | None) -> None:
    """Let a decision about a ``locked`` comment settle its reports, or bring them back.

    :param newest_seen: the id of the last report that the moderator saw; without it, all are meant.
    """
    undone = session.get(Decision, made.undoes_id) if made.undoes_id else None
    if undone and _reopened(session, undone):
        comment.open_reports = _count(session, comment.id)
    elif comment.open_reports and (undone is None or undone.undoes_id):
        _settle(session, made, newest_seen)
        comment.open_reports = _count(session, comment.id)


def forget(session: Session, comment_id: int) -> None:
    """Forget what was typed about a comment, and from where; that it was reported stays."""
    of_comment = update(Report).where(Report.comment_id == comment_id)
    session.execute(of_comment.values(words="", reporter="", doubts=[]))


def _is_public(session: Session, sent: Sent) -> bool:
    """Look at the comment, and keep moderators from deciding about it meanwhile."""
    public = (
        select(Comment.id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(Comment.id == sent.comment_id, Comment.state == State.APPROVED)
        .where(Thread.article_id == sent.article_id)
        .with_for_update(of=Comment, key_share=True)
    )
    return session.scalar(public) is not None


def _first(session: Session, sent: Sent) -> Report | None:
    """Return the first report about the comment from the same network, if there is one."""
    if not sent.reporter:
        return None
    theirs = select(Report).where(
        Report.comment_id == sent.comment_id, Report.reporter == sent.reporter
    )
    return session.scalar(theirs.order_by(Report.id).limit(1))


def _reopened(session: Session, undone: Decision) -> bool:
    """Bring back what a decision had settled; tell whether it had settled anything."""
    settled = update(Report).where(
        Report.comment_id == undone.comment_id, Report.settled_by_id == undone.id
    )
    back = settled.values(settled_by_id=None).returning(Report.id)
    return bool(session.scalars(back).all())


def _settle(session: Session, made: Decision, newest_seen: int | None) -> None:
    still_open = [Report.comment_id == made.comment_id, Report.settled_by_id.is_(None)]
    if newest_seen is not None:
        still_open.append(Report.id <= newest_seen)
    session.execute(update(Report).where(*still_open).values(settled_by_id=made.id))


def _count(session: Session, comment_id: int) -> int:
    counted = select(func.count(Report.id)).where(
        Report.comment_id == comment_id, Report.settled_by_id.is_(None), Report.is_first.is_(True)
    )
    return session.scalar(counted) or 0
