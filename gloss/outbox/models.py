"""Letters on their way: rows, so that none is lost and none is sent by two at once."""

from datetime import datetime
from enum import Enum, unique

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.orm import Mapped, mapped_column

from gloss.database import Model, UtcDateTime

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
LONGEST_ABOUT = 64


@unique
class Fate(Enum):
    """What became of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"  # after too many tries, or because its content was refused for good
    REFUSED = "refused"  # nobody has that mailbox, or it takes nothing from us


FATE = EnumColumn(
    Fate, native_enum=False, length=10, values_callable=lambda fates: [f.value for f in fates]
)


class Letter(Model):
    """One letter to one mailbox; its words are forgotten once it is sent: they hold secrets."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "fate", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(LONGEST_ABOUT), index=True)  # to take it back by
    recipient: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))  # RFC 5646, section 4.4.1
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)  # the same at each try
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # who claims it moves it out of reach
    tries: Mapped[int] = mapped_column(default=0)  # counted before each, so that crashes count
    fate: Mapped[Fate] = mapped_column(FATE, default=Fate.WAITING)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # sent or given up
    trouble: Mapped[str] = mapped_column(Text, default="")  # what the last try met, in words

    def forget_words(self) -> None:
        """Keep only that there was a letter, and what became of it."""
        self.subject = self.text = self.html = ""
        self.headers = {}
