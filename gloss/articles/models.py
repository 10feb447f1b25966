"""What the database remembers of articles: history, and what was searched for in vain."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.articles.addresses import MAX_CHARACTERS
from gloss.articles.front_matter.values import MAX_ID_CHARACTERS
from gloss.database import Model, UtcDateTime

LONGEST_QUERY = 100  # characters


class KnownAddress(Model):
    """An address that an article has, or had: one row for each slug and each who had it."""

    __tablename__ = "known_address"

    slug: Mapped[str] = mapped_column(String(MAX_CHARACTERS), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(MAX_ID_CHARACTERS), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was seen there first


class UnansweredSearch(Model):
    """A search that found nothing; how often, but never by whom."""

    __tablename__ = "unanswered_search"

    query: Mapped[str] = mapped_column(String(LONGEST_QUERY), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
