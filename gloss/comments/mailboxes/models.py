"""Mailboxes, and the links that let their holders act."""

from datetime import datetime
from enum import Enum, unique

from sqlalchemy import Enum as EnumColumn
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.comments.models import LONGEST_EMAIL, Comment
from gloss.database import Model, UtcDateTime


class Mailbox(Model):
    """An address that somebody typed; proof that they read it comes from a letter's link.

    What is trusted is never an address that was typed, but ``Comment.mailbox_id``: that is set only
    once the holder of the mailbox has said that the comment is theirs.
    """

    __tablename__ = "mailbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL))  # none once erased
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)  # keyed; to find it by
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # to confirm, for the last time
    times_asked: Mapped[int] = mapped_column(default=0)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its server refused it


@unique
class Purpose(Enum):
    """What a link in a letter is good for."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    RECEIPT = "receipt"


PURPOSE = EnumColumn(
    Purpose,
    native_enum=False,
    length=20,
    values_callable=lambda purposes: [p.value for p in purposes],
)


class MailLink(Model):
    """A random address in a letter; only its hash is kept."""

    __tablename__ = "mail_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose] = mapped_column(PURPOSE)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey(Mailbox.id), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey(Comment.id), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
