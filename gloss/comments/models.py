"""Threads, comments, and the log of what became of each comment."""

from datetime import datetime
from enum import Enum, unique
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    and_,
    literal_column,
    or_,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from gloss.accounts.models import Moderator
from gloss.comments import neutral, places
from gloss.database import Model, UtcDateTime
from gloss.language import stored

LONGEST_NAME = 80
LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets


@unique
class State(Enum):
    """What became of a comment; only an approved one is public."""

    PENDING = stored("pending")
    APPROVED = stored("approved")
    REJECTED = stored("rejected")
    SPAM = stored("spam")
    DELETED = stored("deleted")


STATE = EnumColumn(
    State, native_enum=False, length=10, values_callable=lambda states: [s.value for s in states]
)


class Thread(Model):
    """The comments on one article, tied to its permanent id, so that a rename keeps them."""

    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String(200), unique=True)
    approved_count: Mapped[int] = mapped_column(default=0)  # counting rows would grow with them
    revision: Mapped[int] = mapped_column(default=0, index=True)  # of its last public change
    archived_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # its article is gone for good


class PublicRevision(Model):
    """The number of the last public change anywhere; one row."""

    __tablename__ = "public_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


class Comment(Model):
    """What one visitor wrote. Nobody but moderators sees it until it is approved."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_thread", "thread_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey(Thread.id))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))  # what it answers
    place: Mapped[bytes | None] = mapped_column(LargeBinary(places.LONGEST))  # once approved
    answers: Mapped[int] = mapped_column(default=0)  # the approved ones that stand under it
    is_shown: Mapped[bool] = mapped_column(default=False)  # approved, or with answers under it
    author_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL))  # never shown
    text: Mapped[str] = mapped_column(Text)  # as typed; turned into HTML only when shown
    state: Mapped[State] = mapped_column(STATE, default=State.PENDING)
    version: Mapped[int] = mapped_column(default=1)  # raised by every change; see Seen
    reasons: Mapped[list[str]] = mapped_column(JSON)  # for suspicion, in plain words
    network: Mapped[str] = mapped_column(String(64))  # keyed hash, of one week; see retention
    receipt: Mapped[str] = mapped_column(String(64), unique=True)  # hash of its secret address
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # for the first time
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)  # proven
    wants_letters: Mapped[bool] = mapped_column(default=True)  # about what becomes of it
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by its writer
    by_moderator_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id))  # as the site
    open_reports: Mapped[int] = mapped_column(default=0)  # by readers; each network counts once

    thread: Mapped[Thread] = relationship(lazy="joined", innerjoin=True)

    @property
    def shown_name(self) -> str:
        """The name with nothing in it that could act on the text around it."""
        return neutral.name(self.author_name)


class CommentRevision(Model):
    """What a published comment is to say instead; until it is approved, the old text stays.

    The last row of a comment tells; one comment has at most one that waits.
    """

    __tablename__ = "comment_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
    author_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    text: Mapped[str] = mapped_column(Text)
    replaced_name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    replaced_text: Mapped[str] = mapped_column(Text, default="")  # what its approval took away
    state: Mapped[State] = mapped_column(STATE, default=State.PENDING)
    version: Mapped[int] = mapped_column(default=1)  # raised by every change, as a comment's
    reasons: Mapped[list[str]] = mapped_column(JSON)  # for suspicion, in plain words
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_moderator_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id))  # who edited

    comment: Mapped[Comment] = relationship(lazy="joined", innerjoin=True)

    @property
    def shown_name(self) -> str:
        """As a comment's."""
        return neutral.name(self.author_name)


class Decision(Model):
    """One change of a comment's state: a row of the log, never changed and never deleted.

    It holds ids and reasons but no text, so that erasing a person leaves the log whole, save for
    what the writer was told.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_state: Mapped[State] = mapped_column(STATE)
    to_state: Mapped[State] = mapped_column(STATE)
    version: Mapped[int]  # of the comment, once decided
    why: Mapped[str] = mapped_column(Text, default="")  # for moderators
    told: Mapped[str] = mapped_column(Text, default="")  # the reason that the writer is shown
    revision_id: Mapped[int | None] = mapped_column(ForeignKey(CommentRevision.id))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))  # of many

    comment: Mapped[Comment] = relationship(lazy="joined", innerjoin=True)
    moderator: Mapped[Moderator | None] = relationship(lazy="joined")


class Erasure(Model):
    """That the words and the writer of a comment were erased: kept, so that no backup undoes it."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(64))  # the comment's: ids may be given anew
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


Index("ix_comment_state", Comment.state, Comment.id)
Index("ix_comment_revision_state", CommentRevision.state, CommentRevision.id)

# A page of a thread is one range of one of these; comments that wait are in none of them.
SHOWN = Comment.is_shown.is_(True)
# Written out and not bound, so that a database sees that the partial index serves.
WITH_NETWORK = Comment.network != literal_column("''")
# What Gloss may publish by itself once somebody proved whose it is, and what it so published.
PROVEN_AND_WAITING = and_(
    Comment.mailbox_id.is_not(None), Comment.state == literal_column("'pending'")
)
UNATTENDED = and_(
    Decision.moderator_id.is_(None), Decision.to_state == literal_column("'approved'")
)
SHOWN_ROOT = and_(SHOWN, Comment.parent_id.is_(None))
WITH_REASONS = or_(Decision.why != literal_column("''"), Decision.told != literal_column("''"))
REPORTED = Comment.open_reports > literal_column("0")
# All of them, and said so that only who asks for all is served by an index of all: SQLite would
# take it for a thread's page too, which has a smaller one.
IN_ANY_STATE = Comment.id > literal_column("0")


def _index_of(name: str, what: ColumnElement[bool], *columns: InstrumentedAttribute[Any]) -> Index:
    return Index(name, *columns, sqlite_where=what, postgresql_where=what)


_index_of("ix_comment_of_thread", IN_ANY_STATE, Comment.thread_id, Comment.id)
_index_of("ix_comment_place", SHOWN, Comment.thread_id, Comment.place)
_index_of("ix_comment_newest", SHOWN_ROOT, Comment.thread_id, Comment.id)
_index_of("ix_comment_most_answered", SHOWN_ROOT, Comment.thread_id, Comment.answers, Comment.id)
_index_of("ix_comment_parent", Comment.parent_id.is_not(None), Comment.parent_id)
_index_of("ix_decision_bulk", Decision.bulk_id.is_not(None), Decision.bulk_id)
_index_of("ix_comment_network", WITH_NETWORK, Comment.posted_at)
_index_of("ix_comment_proven", PROVEN_AND_WAITING, Comment.id)
_index_of("ix_decision_unattended", UNATTENDED, Decision.id)
_index_of("ix_comment_email", Comment.email.is_not(None), Comment.email, Comment.id)
_index_of("ix_comment_of_network", WITH_NETWORK, Comment.network, Comment.id)
_index_of("ix_decision_reasons", WITH_REASONS, Decision.id)
_index_of("ix_comment_reported", REPORTED, Comment.id)
Index("ix_decision_moderator", Decision.moderator_id, Decision.id)
