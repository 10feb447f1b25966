"""What moderators keep: letters, links, rules, assessments, views, claims, orders about many."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, and_
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gloss.accounts.models import Moderator
from gloss.comments.models import LONGEST_EMAIL, STATE, Comment, Decision, State, Thread
from gloss.database import Model, UtcDateTime
from gloss.spam import rules
from gloss.spam.rules import LONGEST_VALUE, Action, Kind

LONGEST_VIEW_NAME = 40
LONGEST_QUERY = 1_000


class Digest(Model):
    """Where a moderator wants to be told that comments wait, and when that last happened."""

    __tablename__ = "digest"

    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nothing goes out before
    confirm_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    stop_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    newest_comment_id: Mapped[int] = mapped_column(default=0)  # told of: only newer ones are news


class DecisionLink(Model):
    """An address in a letter that lets one moderator decide once about one comment as it was."""

    __tablename__ = "decision_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
    version: Mapped[int]  # of the comment: another version is another matter
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Rule(Model):
    """A rule that a moderator wrote; one that is retired stays, with what it did."""

    __tablename__ = "rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(
        EnumColumn(
            Kind, native_enum=False, length=10, values_callable=lambda e: [k.value for k in e]
        )
    )
    value: Mapped[str] = mapped_column(String(LONGEST_VALUE))
    action: Mapped[Action] = mapped_column(
        EnumColumn(
            Action, native_enum=False, length=10, values_callable=lambda e: [a.value for a in e]
        )
    )
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    made_by: Mapped[Moderator] = relationship(foreign_keys=made_by_id, lazy="joined")
    retired_by: Mapped[Moderator | None] = relationship(foreign_keys=retired_by_id, lazy="joined")

    def plain(self) -> rules.Rule:
        """Return it as ``spam`` knows rules."""
        return rules.Rule(self.id, self.kind, self.value, self.action)


class Assessment(Model):
    """What the background work found about a comment, before anybody decided."""

    __tablename__ = "assessment"

    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True)
    version: Mapped[int]  # of the comment that was looked at
    score: Mapped[float | None]  # from 0 to 1; none while too little was decided
    rule_id: Mapped[int | None] = mapped_column(ForeignKey(Rule.id), index=True)
    campaign: Mapped[int | None] = mapped_column(index=True)  # id of its first comment

    rule: Mapped[Rule | None] = relationship(lazy="joined")


class NearKey(Model):
    """One of the keys that a comment has in common with its near duplicates."""

    __tablename__ = "near_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True, index=True)


class Threshold(Model):
    """The score from which comments go to spam by themselves: the newest row counts, all stay."""

    __tablename__ = "spam_threshold"

    id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float | None]  # none: nothing goes away by itself
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    moderator: Mapped[Moderator] = relationship(lazy="joined")


class ThreadDecision(Model):
    """What a moderator did with the thread of an article that is gone: a row of the log."""

    __tablename__ = "thread_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey(Thread.id), index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey(Thread.id))  # none: put away
    comment_ids: Mapped[list[int]] = mapped_column(JSON)  # those that went from one to the other
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("thread_decision.id"), unique=True)

    thread: Mapped[Thread] = relationship(lazy="joined", innerjoin=True, foreign_keys=thread_id)
    target: Mapped[Thread | None] = relationship(lazy="joined", foreign_keys=target_id)
    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class SavedView(Model):
    """Filters of the queue under a name, for one moderator or for all."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_VIEW_NAME))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))  # as in the queue's address
    is_shared: Mapped[bool]

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class Claim(Model):
    """A moderator has a comment before the eyes; others are told, and nobody is held up."""

    __tablename__ = "claim"

    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), unique=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)  # unless the page renews it

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class BulkOrder(Model):
    """A decision about many comments: first a preview, then carried out part by part."""

    __tablename__ = "bulk_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)
    to_state: Mapped[State | None] = mapped_column(STATE)  # none: back to where each one was
    why: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # none: only previewed
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    total: Mapped[int] = mapped_column(default=0)
    decided: Mapped[int] = mapped_column(default=0)
    left_alone: Mapped[int] = mapped_column(default=0)  # changed since the preview
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id))  # see Decision.bulk_id
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_order.id"), unique=True)
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY), default="")  # that found them
    beyond: Mapped[int | None]  # where its search stopped; none: there are no more

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class BulkItem(Model):
    """One comment of an order, at the version that its preview counted; gone once it is done."""

    __tablename__ = "bulk_item"

    order_id: Mapped[int] = mapped_column(ForeignKey(BulkOrder.id), primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True)  # carried out in their order
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True)
    version: Mapped[int]
    to_state: Mapped[State] = mapped_column(STATE)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id))


_RUNNING = and_(BulkOrder.begun_at.is_not(None), BulkOrder.ended_at.is_(None))
Index("ix_bulk_order_running", BulkOrder.id, sqlite_where=_RUNNING, postgresql_where=_RUNNING)
