"""The public articles in other orders than time: by author, by year, and by what they share.

Each order is made once for all that is public at the same time, by the follower where there is
one, so that what a request costs does not grow with the site.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from math import log
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from gloss.articles import addresses
from gloss.articles.article import Article
from gloss.articles.library import Library
from gloss.articles.snapshot import Listing

T = TypeVar("T")

RELATED = 3
NEIGHBOURS = 2  # which the page links to anyway
TAGS_COMPARED = 8  # of an article, the rarest; more only cost time
NEAR = 25  # articles looked at under each tag, before and after
SeriesKey: TypeAlias = tuple[str, str]  # language and name, as a slug

KEPT = 4096  # articles whose related ones are remembered


class OncePerListing(Generic[T]):
    """Makes something of a listing, and remembers it for as long as that is the newest."""

    def __init__(self, make: Callable[[Listing], T]) -> None:
        self._make = make
        self._made: tuple[Listing, T] | None = None

    def __call__(self, listing: Listing) -> T:
        """Return what is made of ``listing``; a second call costs nothing."""
        made = self._made
        if made is None or made[0] is not listing:
            made = self._made = listing, self._make(listing)
        return made[1]


class AuthorListing(NamedTuple):
    """An author, spelt as by the newest article, and the articles, newest first."""

    name: str
    articles: tuple[Article, ...]


class Directory:
    """One listing, sorted by author, year and series."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._public = {article.slug for article in listing.articles}
        self.mark = object()  # another one whenever any file or what is public has changed
        once = listing.translations.once
        self.authors: Mapping[str, AuthorListing] = {  # each work once, here and below
            slug: author._replace(articles=once(author.articles))
            for slug, author in _by_author(listing.articles).items()
        }
        self.years: Mapping[int, tuple[Article, ...]] = {  # newest first
            year: once(tuple(articles)) for year, articles in groupby(listing.articles, _year)
        }
        self.series = _by_series(listing)
        self.related = lru_cache(KEPT)(self._related)

    def _related(self, article: Article) -> tuple[Article, ...]:
        """Find what shares the rarest tags with ``article``; of equals, the nearest in time.

        Under each tag only the articles next to this one in time are compared.
        """
        slugs = {tag.slug for tag in article.tags}
        rarest = sorted(slugs, key=lambda slug: (-self._rarity(slug), slug))[:TAGS_COMPARED]
        near = {other.slug: other for tag in rarest for other in self._near(article, tag)}
        near.pop(article.slug, None)

        def unlikeness(other: Article) -> tuple[float, float, str]:
            shared = sum(self._rarity(tag.slug) for tag in other.tags if tag.slug in slugs)
            distance = abs((other.published - article.published).total_seconds())
            return -shared, distance, other.slug

        return tuple(sorted(near.values(), key=unlikeness)[: RELATED + NEIGHBOURS])

    def _rarity(self, tag: str) -> float:
        """Return how much it says that two articles share a tag: the less, the more carry it."""
        carrying = self._listing.tags.get(tag)
        return log(1 + len(self._listing.articles) / len(carrying.articles)) if carrying else 0

    def _near(self, article: Article, tag: str) -> Iterator[Article]:
        """Yield the articles under ``tag`` that were published around ``article``."""
        if carrying := self._listing.tags.get(tag):
            found = carrying.articles
            place = bisect_left(found, True, key=lambda a: a.published <= article.published)
            near = found[max(0, place - NEAR) : place + NEAR + 1]
            yield from filter(None, (self._in_language_of(article, other) for other in near))

    def _in_language_of(self, article: Article, other: Article) -> Article | None:
        """Find ``other``, or its translation, if it is there in the language of ``article``."""
        translations = self._listing.translations
        language = translations.language(article)
        for version in (other, *translations.versions(other)):
            if translations.language(version) == language and version.slug in self._public:
                return version
        return None


of = OncePerListing(Directory)


def related(library: Library, article: Article, now: datetime) -> tuple[Article, ...]:
    """Find up to ``RELATED`` public articles like ``article``, beside those next to it in time."""
    found = of(library.snapshot.listing(now)).related(article)
    neighbours = library.neighbours(article, now)
    return tuple(other for other in found if other not in neighbours)[:RELATED]


def series(library: Library, article: Article, now: datetime) -> tuple[Article, ...]:
    """List the public parts of the series that ``article`` is in, the oldest first; one is none."""
    listing = library.snapshot.listing(now)
    parts = of(listing).series.get(_series_key(listing, article), ())
    return parts if len(parts) > 1 and article in parts else ()


def _by_series(listing: Listing) -> dict[SeriesKey, tuple[Article, ...]]:
    """Sort the parts of each series, in each language, by time."""
    parts: dict[SeriesKey, list[Article]] = {}
    for article in reversed(listing.articles):
        if article.series:
            parts.setdefault(_series_key(listing, article), []).append(article)
    return {key: tuple(them) for key, them in parts.items()}


def _series_key(listing: Listing, article: Article) -> SeriesKey:
    return listing.translations.language(article), addresses.slug(article.series)


def _by_author(articles: tuple[Article, ...]) -> dict[str, AuthorListing]:
    names: dict[str, str] = {}
    by_slug: dict[str, list[Article]] = {}
    for article in articles:
        for slug, name in {addresses.slug(name): name for name in article.authors}.items():
            names.setdefault(slug, name)
            by_slug.setdefault(slug, []).append(article)
    return {
        slug: AuthorListing(names[slug], tuple(by_slug[slug])) for slug in sorted(names) if slug
    }


def _year(article: Article) -> int:
    return article.published.year  # in the site's time zone
