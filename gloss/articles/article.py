"""Articles and pages, as everything else sees them. A body is read when it is rendered.

An article is two things: what lists of all articles need is at hand, and its details are read when
somebody asks for one. So a start can take in 100,000 of them in half a second.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, PlainSerializer, TypeAdapter, ValidationInfo

from gloss.articles import addresses
from gloss.articles.front_matter.values import Source

KNOWN_TAGS = 4096  # more only take more memory
KNOWN_DETAILS = 4096


def _in_zone(moment: datetime, info: ValidationInfo) -> datetime:
    assert info.context is not None  # noqa: S101 (narrows the type)
    return moment.astimezone(info.context["zone"])


def _spelt(moment: datetime) -> str:
    return moment.isoformat()  # pydantic would drop the seconds that offsets of long ago have


@dataclass(frozen=True)
class Defaults:
    """What is meant where an article says nothing."""

    zone: ZoneInfo  # of its dates
    language: str = "en"  # of its text
    close_after_days: int = 0  # from publication; then it takes no comments. 0: never


class Tag(NamedTuple):
    """A subject that articles share."""

    slug: str
    label: str


@lru_cache(KNOWN_TAGS)
def tag(label: str) -> Tag:
    """Make a tag; of one label it is one object, however many articles share it."""
    return Tag(addresses.slug(label), label)


# How the index writes what JSON does not know, and reads it again.
Moment = Annotated[datetime, AfterValidator(_in_zone), PlainSerializer(_spelt)]


@dataclass(frozen=True, slots=True)
class Details:
    """What only an article's own page, and a line about it in a list, shows."""

    summary: str
    reading_minutes: int
    comments_open: bool
    comment_policy: str  # empty: the site's
    reviewer: str
    reviewed: date | None
    review_due: date | None
    sources: tuple[Source, ...]
    medical: bool

    def packed(self) -> bytes:
        """Write them as JSON."""
        return _DETAILS.dump_json(self)


_DETAILS = TypeAdapter(Details)


@lru_cache(KNOWN_DETAILS)
def _unpacked(packed: bytes) -> Details:
    return _DETAILS.validate_json(packed)


class Article(NamedTuple):
    """One article. Its moments are in the site's time zone; an empty text was not given.

    One that names no language is in the site's.
    """

    slug: str
    article_id: str  # of its thread; outlives renames
    has_own_id: bool  # from the front matter, not from the name of the file
    path: str  # as people know it: content/tides.md
    digest: str  # of the whole file; changes with any byte of it
    title: str
    language: str  # as BCP 47 writes it: pt-BR
    translation_of: str  # what another version is called, or what all of them say here
    authors: tuple[str, ...]
    published: datetime
    updated: datetime | None
    expires: datetime | None  # from then on nobody sees it
    tags: tuple[Tag, ...]
    series: str  # what it is a part of
    draft: bool
    former_paths: tuple[str, ...]  # as ``addresses.comparable`` writes them
    close_after_days: int | None  # none: the site's
    packed_details: bytes

    @property
    def author(self) -> str:
        """All authors, in one text."""
        return ", ".join(self.authors)

    @property
    def summary(self) -> str:
        """What it says, in a sentence or two."""
        return _unpacked(self.packed_details).summary

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read; at least one."""
        return _unpacked(self.packed_details).reading_minutes

    @property
    def comments_open(self) -> bool:
        """Whether visitors may comment at all; see ``closes_at``."""
        return _unpacked(self.packed_details).comments_open

    @property
    def comment_policy(self) -> str:
        """Which comments wait for a moderator; empty: the site decides."""
        return _unpacked(self.packed_details).comment_policy

    @property
    def reviewer(self) -> str:
        """Who looked at it before it was published."""
        return _unpacked(self.packed_details).reviewer

    @property
    def reviewed(self) -> date | None:
        """When the reviewer did."""
        return _unpacked(self.packed_details).reviewed

    @property
    def review_due(self) -> date | None:
        """When somebody ought to look at it again."""
        return _unpacked(self.packed_details).review_due

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it rests on."""
        return _unpacked(self.packed_details).sources

    @property
    def medical(self) -> bool:
        """Whether its page says that it informs and does not advise."""
        return _unpacked(self.packed_details).medical

    def closes_at(self, days_by_default: int) -> datetime | None:
        """Return from when on it takes no comments; ``None``: from no moment on."""
        days = days_by_default if self.close_after_days is None else self.close_after_days
        try:
            return self.published + timedelta(days=days) if days else None
        except OverflowError:  # beyond the year 9999
            return None

    def has_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires is not None and self.expires <= now

    def is_public(self, now: datetime) -> bool:
        """Tell whether everybody may read it."""
        return not self.draft and self.published <= now and not self.has_expired(now)


@dataclass(frozen=True, slots=True)
class Page:
    """A page beside the articles, such as the one about the site; it has no comments."""

    slug: str
    path: str
    digest: str
    title: str
    summary: str
    language: str
    updated: Moment | None
    draft: bool
    medical: bool
