"""Moderators, their sessions, one-time links and recovery codes, and the log of all of it.

Secrets are kept as hashes only.
"""

from datetime import datetime
from enum import Enum, unique

from sqlalchemy import Enum as EnumColumn
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gloss.database import Model, UtcDateTime
from gloss.language import stored

LONGEST_NAME = 80
LONGEST_DETAIL = 200


def _by_value(kind: type[Enum], length: int) -> EnumColumn:
    """Return a column that holds the words of ``kind``, not the names that code has for them."""
    return EnumColumn(
        kind, native_enum=False, length=length, values_callable=lambda all_: [e.value for e in all_]
    )


@unique
class Role(Enum):
    """What somebody may do: an admin looks after accounts too."""

    ADMIN = "admin"
    MODERATOR = "moderator"


@unique
class Standing(Enum):
    """Whether somebody may sign in; the row of a removed account keeps its decisions attributed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class Moderator(Model):
    """Who decides about comments; nobody else has an account."""

    __tablename__ = "moderator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(
        String(LONGEST_NAME), unique=True
    )  # what it is found by: names.key, or names.retired
    password_hash: Mapped[str | None] = mapped_column(String(200))  # none until a link was used
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    role: Mapped[Role] = mapped_column(_by_value(Role, 10), default=Role.MODERATOR)
    standing: Mapped[Standing] = mapped_column(_by_value(Standing, 10), default=Standing.ACTIVE)
    second_factor: Mapped[str | None] = mapped_column(String(32))  # see second_factor.secret
    second_factor_step: Mapped[int | None]  # of the last code that was taken

    @property
    def is_admin(self) -> bool:
        """Whether this person looks after accounts."""
        return self.role is Role.ADMIN

    @property
    def is_invited(self) -> bool:
        """Whether this person has yet to use the invitation."""
        return self.standing is Standing.ACTIVE and self.password_hash is None


class ModeratorSession(Model):
    """One browser in which a moderator is signed in; deleting the row signs it out at once."""

    __tablename__ = "moderator_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)  # within sessions.SEEN_EVERY
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the password was last typed
    device: Mapped[str] = mapped_column(String(60), default="")  # devices.describe

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


class RecoveryCode(Model):
    """Lets somebody who lost the second factor in, once; using it deletes the row."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey(Moderator.id), index=True)


@unique
class Deed(Enum):
    """What the log of accounts tells of."""

    FIRST = stored("became the first moderator")
    INVITED = stored("invited")
    LINK_RENEWED = stored("was given a new link")
    PASSWORD_SET = stored("set a password")
    SIGNED_IN = stored("signed in")
    SIGNED_OUT = stored("signed out")
    CODE_REFUSED = stored("wrong second factor")
    RECOVERY_CODE_USED = stored("used a recovery code")
    RECOVERY_CODES_RENEWED = stored("renewed the recovery codes")
    SECOND_FACTOR_ADDED = stored("added a second factor")
    SECOND_FACTOR_REMOVED = stored("removed a second factor")
    SESSION_ENDED = stored("ended a session")
    SESSIONS_ENDED = stored("ended all other sessions")
    ROLE_CHANGED = stored("changed a role")
    SUSPENDED = stored("suspended")
    RESTORED = stored("restored")
    REMOVED = stored("removed")
    LOG_EXPORTED = stored("exported the log")
    PERSON_EXPORTED = stored("handed out a person’s data")
    PERSON_ERASED = stored("erased a person’s data")


class AccountEvent(Model):
    """One row of the log of accounts, never changed and never deleted.

    It holds ids and a few words, no secret, and of an address the keyed hash alone.
    """

    __tablename__ = "account_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    deed: Mapped[Deed] = mapped_column(_by_value(Deed, 40), index=True)
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey(Moderator.id), index=True
    )  # none: the command line
    subject_id: Mapped[int | None] = mapped_column(ForeignKey(Moderator.id), index=True)
    session_id: Mapped[int | None]  # no foreign key: the session goes, the log stays
    network: Mapped[str] = mapped_column(String(64), default="")  # network.of_request
    detail: Mapped[str] = mapped_column(String(LONGEST_DETAIL), default="")

    actor: Mapped[Moderator | None] = relationship(lazy="joined", foreign_keys=actor_id)
    subject: Mapped[Moderator | None] = relationship(lazy="joined", foreign_keys=subject_id)
