"""What a receipt shows: a comment, what became of it, and what its writer may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import settings
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import editing, revising
from gloss.comments.mailboxes.models import Mailbox
from gloss.comments.models import Comment, CommentRevision, Decision, State
from gloss.comments.receipts import waiting_time
from gloss.comments.revising import Wording

REFUSED = {State.REJECTED, State.SPAM}


@dataclass(frozen=True)
class Receipt:
    """One comment as its writer sees it."""

    secret: str  # the part of the address that nobody else knows
    comment: Comment
    article: Article | None
    change: CommentRevision | None  # proposed last: it waits, or was refused since
    told: str  # the reason for the last refusal, as a moderator wrote it
    mailbox: Mailbox | None  # proven to be the writer's
    usual_wait: timedelta | None
    edited: CommentRevision | None  # by a moderator, with what was there before

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.comment.state is State.PENDING

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it."""
        return self.comment.state is State.APPROVED

    @property
    def is_refused(self) -> bool:
        """Whether a moderator decided against it."""
        return self.comment.state in REFUSED

    @property
    def is_editable(self) -> bool:
        """Whether it may be given other words."""
        return self.is_waiting or self.is_public

    @property
    def sends_letters(self) -> bool:
        """Whether the site can write to anybody."""
        return bool(settings.current().mail_server)

    @property
    def waiting_change(self) -> CommentRevision | None:
        """The change that nobody has decided about."""
        return self.change if self.change and self.change.state is State.PENDING else None

    @property
    def refused_change(self) -> CommentRevision | None:
        """The change that a moderator decided against, unless there is a newer one."""
        return self.change if self.change and self.change.state in REFUSED else None

    @property
    def wording(self) -> Wording:
        """What the writer wants the comment to say."""
        said = self.waiting_change or self.comment
        return Wording(said.author_name, said.text)


def of(session: Session, secret: str, comment: Comment, now: datetime) -> Receipt:
    """Gather what the receipt of ``comment`` shows."""
    change = revising.newest(session, comment.id) if comment.state is State.APPROVED else None
    return Receipt(
        secret=secret,
        comment=comment,
        article=library.current().by_id(comment.thread.article_id, now),
        change=change,
        told=_told(session, comment, change),
        mailbox=session.get(Mailbox, comment.mailbox_id) if comment.mailbox_id else None,
        usual_wait=waiting_time.usual(session),
        edited=editing.latest(session, comment),
    )


def _told(session: Session, comment: Comment, change: CommentRevision | None) -> str:
    """Return the reason given with the last decision about the comment, or about its change."""
    which = Decision.revision_id == change.id if change else Decision.revision_id.is_(None)
    told = select(Decision.told).where(Decision.comment_id == comment.id, which)
    return session.scalar(told.order_by(Decision.id.desc()).limit(1)) or ""
