"""Letters that say how many comments wait: few of them, to moderators who confirmed an address."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from gloss import language, settings, site
from gloss.accounts import tokens
from gloss.accounts.models import Moderator, Standing
from gloss.articles import library
from gloss.comments.models import Comment, State
from gloss.moderation import decision_links, mails
from gloss.moderation.mails import Waiting
from gloss.moderation.models import Digest
from gloss.outbox import writing

INTERVAL = timedelta(hours=2)  # between two letters to one moderator
GATHERED_FOR = timedelta(minutes=10)  # so that one letter tells of several comments
MOST_LISTED = 10
MOST_COUNTED = 1_000


class Spent(Exception):
    """The link was used, was replaced by a newer one, or never existed."""


def of(session: Session, moderator_id: int) -> Digest | None:
    """Return where a moderator wants letters, if anywhere."""
    return session.get(Digest, moderator_id)


def subscribe(session: Session, moderator_id: int, address: str, now: datetime) -> None:
    """Let letters go to ``address``, once its holder has confirmed it."""
    digest = session.get(Digest, moderator_id) or Digest(moderator_id=moderator_id)
    token = tokens.new()
    digest.address, digest.confirm_hash = address, tokens.digest(token)
    digest.confirmed_at = None
    session.add(digest)
    mails.ask_to_confirm(session, address, token, now)


def unsubscribe(session: Session, moderator_id: int) -> None:
    """Send a moderator no more letters."""
    session.execute(delete(Digest).where(Digest.moderator_id == moderator_id))


def confirmable(session: Session, token: str) -> Digest:
    """Return what a link confirms, without confirming it.

    :raises Spent: nothing.
    """
    return _by(session, Digest.confirm_hash == tokens.digest(token))


def confirm(session: Session, token: str, now: datetime) -> None:
    """Let letters go to the address that the link was sent to.

    :raises Spent: the link is good for nothing.
    """
    digest = confirmable(session, token)
    digest.confirmed_at, digest.confirm_hash = now, None


def stoppable(session: Session, token: str) -> Digest:
    """Return what a link in a letter ends, without ending it.

    :raises Spent: nothing.
    """
    return _by(session, Digest.stop_hash == tokens.digest(token))


def stop(session: Session, token: str) -> None:
    """End the letters of whoever holds the link.

    :raises Spent: the link is good for nothing.
    """
    session.delete(stoppable(session, token))


def write_due(session: Session, now: datetime) -> None:
    """Write to each moderator who has not heard for a while and has something new to hear."""
    if not settings.current().mail_server:
        return
    due = (
        select(Digest)
        .join(Moderator, Moderator.id == Digest.moderator_id)
        .where(Digest.confirmed_at.is_not(None), Moderator.standing == Standing.ACTIVE)
        .with_for_update(of=Digest)
    )
    for digest in session.scalars(due).all():
        if digest.sent_at is None or now - digest.sent_at >= INTERVAL:
            _write(session, digest, now)


def _write(session: Session, digest: Digest, now: datetime) -> None:
    pending = select(Comment.id).where(Comment.state == State.PENDING)
    new = pending.where(
        Comment.id > digest.newest_comment_id, Comment.posted_at <= now - GATHERED_FOR
    )
    newest = session.scalar(select(func.max(new.subquery().c.id)))
    if newest is None:
        return
    count = session.scalar(select(func.count()).select_from(pending.limit(MOST_COUNTED).subquery()))
    token = tokens.new()
    digest.stop_hash, digest.sent_at = tokens.digest(token), now
    digest.newest_comment_id = newest
    with language.speaking(site.current().language):
        waiting = _listed(session, digest.moderator_id, now)
        letter = mails.waiting_letter(digest.address, count or 0, waiting, token)
        writing.write(session, letter, now, now)


def _listed(session: Session, moderator_id: int, now: datetime) -> Sequence[Waiting]:
    """Make a link for each of the comments that have waited longest."""
    oldest = select(Comment).where(Comment.state == State.PENDING).order_by(Comment.id)
    listed = []
    for comment in session.scalars(oldest.limit(MOST_LISTED)).all():
        article = library.current().by_id(comment.thread.article_id, now)
        token = decision_links.make(session, comment, moderator_id, now)
        listed.append(Waiting(article.title if article else comment.thread.article_id, token))
    return listed


def _by(session: Session, condition: ColumnElement[bool]) -> Digest:
    digest = session.scalar(select(Digest).where(condition))
    if digest is None:
        raise Spent
    return digest
