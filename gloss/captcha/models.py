"""Tables of the captcha: which challenges are used up."""

from datetime import datetime

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
