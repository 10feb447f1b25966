"""What the database remembers of articles: history, and what was searched for in vain."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
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


class KnownAnchors(Model):
    """The headings that an article was shown with last, and the anchors that it had before."""

    __tablename__ = "known_anchors"

    article_id: Mapped[str] = mapped_column(String(MAX_ID_CHARACTERS), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))  # of the headings
    headings: Mapped[list[Any]] = mapped_column(JSON)  # level, anchor and text of each
    former: Mapped[list[Any]] = mapped_column(JSON)  # an anchor and the one it leads to, of each
    has_former: Mapped[bool]  # most have none, and need not be read at a start


class UnansweredSearch(Model):
    """A search that found nothing; how often, but never by whom."""

    __tablename__ = "unanswered_search"

    query: Mapped[str] = mapped_column(String(LONGEST_QUERY), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
