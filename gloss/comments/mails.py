"""Who gets a letter when a comment was decided about.

Who typed an address gets nothing that a visitor wrote, and nothing before a comment is published.
Letters wait for a moment, so that a decision that is undone at once writes to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gloss import language, settings
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import papers
from gloss.comments.mailboxes import finding, links, owning
from gloss.comments.mailboxes.models import Mailbox, Purpose
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.outbox import writing
from gloss.outbox.paper import Paper
from gloss.outbox.writing import Outgoing
from gloss.web.addresses import whole

TIME_TO_UNDO = timedelta(minutes=2)
Write = Callable[[str], Paper]  # takes the token of the reader's receipt, or of a confirmation


def decided(session: Session, comment: Comment, made: Decision, now: datetime) -> None:
    """Write the letters that a decision about a comment calls for; those before it are void.

    One that leaves a comment where it is calls for none, and takes none back.
    """
    if made.from_state is made.to_state:
        return
    take_back(session, comment.id, now)
    occasion = _occasion(session, comment, now)
    if occasion is None or made.undoes_id:
        return
    article = occasion.article
    if made.to_state is State.APPROVED:
        occasion.tell(comment, lambda receipt: papers.published(article, comment, receipt))
        occasion.ask(comment)
        _tell_answered(occasion, comment)
    elif made.told:
        occasion.tell(comment, lambda receipt: papers.refused(article, made.told, receipt))


def change_decided(session: Session, comment: Comment, made: Decision, now: datetime) -> None:
    """Write the letter that a decision about a change calls for; those before it are void.

    Who was to hear of the comment in its old words hears of it in its new ones.
    """
    was_news = take_back(session, comment.id, now)
    occasion = _occasion(session, comment, now)
    if occasion is None or made.undoes_id:
        return
    article = occasion.article
    if made.to_state is State.APPROVED:
        occasion.tell(comment, lambda receipt: papers.change_published(article, comment, receipt))
        if was_news:
            _tell_answered(occasion, comment)
    elif made.told:
        occasion.tell(comment, lambda receipt: papers.change_refused(article, made.told, receipt))


def count_told(session: Session, comment_ids: Select[int], now: datetime) -> int:
    """Count the letters that refusing these comments for a reason writes: see ``Occasion.tell``."""
    if not settings.current().mail_server:
        return 0
    proven = (Mailbox.id == Comment.mailbox_id) & Mailbox.confirmed_at.is_not(None)
    by_article = (
        select(Thread.article_id, func.count())
        .join(Comment, Comment.thread_id == Thread.id)
        .join(Mailbox, proven & finding.REACHABLE)
        .where(Comment.id.in_(comment_ids), Comment.wants_letters)
        .group_by(Thread.article_id)
    )
    shelf, rows = library.current(), session.execute(by_article)
    return sum(number for article_id, number in rows if shelf.by_id(article_id, now))


def take_back(session: Session, comment_id: int, now: datetime) -> bool:
    """Let the letters about a comment that were not sent yet never have been written.

    :returns: whether there were any.
    """
    taken_back = writing.take_back(session, about(comment_id))
    for address in taken_back:
        owning.forget_asked(session, address, since=now - TIME_TO_UNDO)
    return bool(taken_back)


def about(comment_id: int) -> str:
    """Return what letters that tell of a comment are known by."""
    return f"comment {comment_id}"


@dataclass(frozen=True)
class Occasion:
    """Something happened to a comment on ``article``, which somebody may want to know."""

    session: Session
    article: Article
    about: str
    now: datetime

    def tell(self, comment: Comment, write: Write) -> None:
        """Send a letter to the writer of ``comment``, if that is proven and letters are wanted."""
        mailbox = self.session.get(Mailbox, comment.mailbox_id) if comment.mailbox_id else None
        if mailbox is None or not comment.wants_letters:
            return
        if mailbox.confirmed_at and finding.is_reachable(mailbox):
            self._send(mailbox, comment.id, Purpose.RECEIPT, write)

    def ask(self, comment: Comment) -> None:
        """Ask whoever reads the address that was typed whether ``comment`` is theirs."""
        if comment.mailbox_id or not comment.email or not comment.wants_letters:
            return
        mailbox = finding.of(self.session, comment.email, self.now)
        if owning.may_ask(mailbox, self.now):
            comment.email = mailbox.address  # in one spelling, so that it is found
            owning.note_asked(mailbox, self.now)
            article = self.article
            self._send(mailbox, None, Purpose.CONFIRM, lambda t: papers.was_this_you(article, t))

    def _send(
        self, mailbox: Mailbox, comment_id: int | None, purpose: Purpose, write: Write
    ) -> None:
        """Write a letter in the article's language, with the links that it needs."""
        token = links.make(self.session, purpose, mailbox.id, comment_id, self.now)
        stop = links.make(self.session, Purpose.UNSUBSCRIBE, mailbox.id, comment_id, self.now)
        with language.speaking(self.article.language):
            paper = write(token)
            outgoing = Outgoing(
                about=self.about,
                recipient=mailbox.address or "",
                paper=paper,
                unsubscribe=whole("mailboxes.unsubscribe_page", token=stop),
            )
            due_at = self.now + TIME_TO_UNDO
            writing.write(self.session, outgoing, self.now, due_at)


def _occasion(session: Session, comment: Comment, now: datetime) -> Occasion | None:
    """Return the occasion, if mail can be sent and there is an article to write about."""
    if not settings.current().mail_server:
        return None
    article = library.current().by_id(comment.thread.article_id, now)
    return Occasion(session, article, about(comment.id), now) if article else None


def _tell_answered(occasion: Occasion, answer: Comment) -> None:
    """Tell whoever wrote the comment that ``answer`` stands under."""
    parent = occasion.session.get(Comment, answer.parent_id) if answer.parent_id else None
    is_public = parent is not None and parent.state is State.APPROVED
    if parent is None or not is_public or parent.mailbox_id == answer.mailbox_id:
        return
    article = occasion.article
    occasion.tell(parent, lambda receipt: papers.answered(article, answer, receipt))
