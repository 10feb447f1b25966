"""What the database remembers of an import, so that the next one makes no doubles."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.comments.models import Comment
from gloss.database import Model

LONGEST_SITE = 200
LONGEST_KEY = 300


class ImportedComment(Model):
    """Which comment of ours a comment of another site became."""

    __tablename__ = "imported_comment"

    site: Mapped[str] = mapped_column(String(LONGEST_SITE), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
