"""Moderators, their sessions, and one-time links; secrets are kept as hashes only."""

from datetime import datetime
from enum import Enum, unique

from sqlalchemy import Enum as EnumColumn
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gloss.database import Model, UtcDateTime

LONGEST_NAME = 80


class Moderator(Model):
    """Who decides about comments; nobody else has an account."""

    __tablename__ = "moderator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(
        String(LONGEST_NAME), unique=True
    )  # what it is found by: names.key
    password_hash: Mapped[str | None] = mapped_column(String(200))  # none until a link was used
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModeratorSession(Model):
    """One browser in which a moderator is signed in; deleting the row signs it out at once."""

    __tablename__ = "moderator_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)  # within sessions.SEEN_EVERY
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


@unique
class Purpose(Enum):
    """What a one-time link is good for."""

    FIRST_MODERATOR = "first moderator"
    NEW_PASSWORD = "new password"  # noqa: S105 (no password)


class OneTimeLink(Model):
    """An address that lets its holder do one thing once; using it deletes the row."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose] = mapped_column(EnumColumn(Purpose, native_enum=False, length=20))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    moderator: Mapped[Moderator | None] = relationship(lazy="joined")
