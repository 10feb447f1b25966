"""Letters to moderators: who wants them, and the links in them that decide."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.accounts.models import Moderator
from gloss.comments.models import LONGEST_EMAIL, Comment
from gloss.database import Model, UtcDateTime


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
