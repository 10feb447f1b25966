"""Articles and pages, as everything else sees them. A body is read when it is rendered."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, PlainSerializer, PlainValidator, ValidationInfo

from gloss.articles import addresses
from gloss.articles.front_matter.values import Source

KNOWN_TAGS = 4096  # more only take more memory


def _in_zone(moment: datetime, info: ValidationInfo) -> datetime:
    assert info.context is not None  # noqa: S101 (narrows the type)
    return moment.astimezone(info.context["zone"])


def _spelt(moment: datetime) -> str:
    return moment.isoformat()  # pydantic would drop the seconds that offsets of long ago have


class Tag(NamedTuple):
    """A subject that articles share."""

    slug: str
    label: str


@lru_cache(KNOWN_TAGS)
def tag(label: str) -> Tag:
    """Make a tag; of one label it is one object, however many articles share it."""
    return Tag(addresses.slug(label), label)


def _label(tag: Tag) -> str:
    return tag.label


# How the index writes what JSON does not know, and reads it again.
Moment = Annotated[datetime, AfterValidator(_in_zone), PlainSerializer(_spelt)]
SharedTag = Annotated[Tag, PlainValidator(tag), PlainSerializer(_label)]


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Its moments are in the site's time zone; an empty text was not given.

    One that names no language is in the site's.
    """

    slug: str
    article_id: str  # of its thread; outlives renames
    has_own_id: bool  # from the front matter, not from the name of the file
    path: str  # as people know it: content/tides.md
    digest: str  # of the whole file; changes with any byte of it
    title: str
    summary: str
    language: str  # as BCP 47 writes it: pt-BR
    translation_of: str  # what another version is called, or what all of them say here
    authors: tuple[str, ...]
    published: Moment
    updated: Moment | None
    expires: Moment | None  # from then on nobody sees it
    tags: tuple[SharedTag, ...]
    series: str  # what it is a part of
    reading_minutes: int
    comments_open: bool
    draft: bool
    reviewer: str
    reviewed: date | None
    review_due: date | None
    sources: tuple[Source, ...]
    medical: bool
    former_paths: tuple[str, ...]  # as ``addresses.comparable`` writes them

    @property
    def author(self) -> str:
        """All authors, in one text."""
        return ", ".join(self.authors)

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
