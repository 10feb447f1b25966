"""What readers reported; nobody but moderators sees it."""

from datetime import datetime
from enum import Enum, unique

from sqlalchemy import JSON, ForeignKey, Index, String, Text, literal_column
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.orm import Mapped, mapped_column

from gloss.comments.models import Comment, Decision
from gloss.database import Model, UtcDateTime
from gloss.language import lazy_gettext


@unique
class Complaint(Enum):
    """What a reader says is wrong."""

    ATTACK = "attack"
    HARM = "harm"
    PRIVATE = "private"
    ADVERTISING = "advertising"
    OFF_SUBJECT = "off subject"
    OTHER = "other"

    @property
    def said(self) -> str:
        """What it is called, in the language spoken."""
        return str(_SAID[self])


_SAID = {
    Complaint.ATTACK: lazy_gettext("It attacks or insults somebody"),
    Complaint.HARM: lazy_gettext("Its advice could do harm"),
    Complaint.PRIVATE: lazy_gettext("It tells private things about somebody"),
    Complaint.ADVERTISING: lazy_gettext("It advertises something"),
    Complaint.OFF_SUBJECT: lazy_gettext("It is not about the subject of this page"),
    Complaint.OTHER: lazy_gettext("Something else"),
}


class Report(Model):
    """That a reader thinks a comment should not stand there.

    It is open until something is decided about the comment, and again once that is undone.
    ``Comment.open_reports`` counts the open ones, each network once.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id))
    complaint: Mapped[Complaint] = mapped_column(
        EnumColumn(
            Complaint,
            native_enum=False,
            length=20,
            values_callable=lambda complaints: [c.value for c in complaints],
        )
    )
    words: Mapped[str] = mapped_column(Text)  # as typed; gone after a while, see retention
    doubts: Mapped[list[str]] = mapped_column(JSON)  # about how it came, in plain words
    reporter: Mapped[str] = mapped_column(String(64))  # keyed hash of network and comment
    is_first: Mapped[bool]  # of its network about this comment: the others count no more
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id))  # none: open


Index("ix_report_reporter", Report.comment_id, Report.reporter)
# Written out and not bound, so that a database sees that the partial indexes serve.
WITH_REPORTER = Report.reporter != literal_column("''")
WITH_WORDS = Report.words != literal_column("''")
for _name, _what in (("ix_report_network", WITH_REPORTER), ("ix_report_words", WITH_WORDS)):
    Index(_name, Report.reported_at, sqlite_where=_what, postgresql_where=_what)
