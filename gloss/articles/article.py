"""Articles and pages, as everything else sees them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from gloss.articles.front_matter_values import Source


class Tag(NamedTuple):
    """A subject that articles share."""

    slug: str
    label: str


@dataclass(frozen=True)
class Article:
    """One article. Its moments are in the site's time zone; an empty text was not given."""

    slug: str
    article_id: str  # of its thread; outlives renames
    has_own_id: bool  # from the front matter, not from the name of the file
    path: str  # as people know it: content/tides.md
    digest: str  # of the whole file; changes with any byte of it
    body: str = field(repr=False)  # Markdown
    title: str
    summary: str
    author: str
    published: datetime
    updated: datetime | None
    tags: tuple[Tag, ...]
    reading_minutes: int
    comments_open: bool
    draft: bool
    reviewer: str
    reviewed: date | None
    review_due: date | None
    sources: tuple[Source, ...]
    medical: bool


@dataclass(frozen=True)
class Page:
    """A page beside the articles, such as the one about the site; it has no comments."""

    slug: str
    path: str
    digest: str
    body: str = field(repr=False)
    title: str
    summary: str
    updated: datetime | None
    draft: bool
    medical: bool
