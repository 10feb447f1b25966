"""Tables of the captcha: which challenges are used up, and how each way does."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.database import Model, UtcDateTime


class SpentChallenge(Model):
    """A challenge that was answered or refreshed, and so is good for nothing more."""

    __tablename__ = "spent_challenge"

    nonce: Mapped[str] = mapped_column(String(22), primary_key=True)
    digest: Mapped[str | None]  # of what it was spent on; nothing, if it was refreshed
    was_right: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WayTally(Model):
    """What became of first tries on one day; says nothing about who tried."""

    __tablename__ = "way_tally"

    day: Mapped[date] = mapped_column(primary_key=True)  # in UTC
    way: Mapped[str] = mapped_column(String(10), primary_key=True)
    shown: Mapped[int]
    right: Mapped[int]
    wrong: Mapped[int]
