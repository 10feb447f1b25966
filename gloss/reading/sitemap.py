"""The map of the site for search engines: files of at most ``PART`` addresses, and their index.

Articles are counted from the oldest, so that a new one changes the last file alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from gloss import site
from gloss.articles.article import Article
from gloss.articles.library import Library
from gloss.articles.snapshot import Listing
from gloss.reading import directory, versions
from gloss.reading.directory import OncePerListing
from gloss.reading.feeds import changed
from gloss.reading.versions import Version
from gloss.web.addresses import whole

PART = 5_000  # the protocol allows 50,000; so many take some 30 ms
KINDS = ("pages", "lists", "articles")


class Place(NamedTuple):
    """A page, and when it changed last, in UTC, if that is known."""

    address: str
    changed: datetime | None
    versions: Sequence[Version] = ()  # the same in all languages, if there are several


class Part(NamedTuple):
    """One file of the map, and when any page in it changed last, if that is known."""

    kind: str
    number: int  # from 1
    changed: datetime | None


def parts(library: Library, now: datetime) -> list[Part]:
    """List the files of the map."""
    listing = library.snapshot.listing(now)
    lists = {"pages": _pages(library, listing), "lists": _lists(listing)}
    return [
        *(part for kind, them in lists.items() for part in _parted(kind, _moments(them))),
        *article_parts(listing),
    ]


def places(library: Library, now: datetime, kind: str, number: int) -> Sequence[Place]:
    """List the pages in one file of the map; none if there is no such file."""
    listing = library.snapshot.listing(now)
    first = PART * (number - 1)
    if kind == "articles":
        end = max(0, len(listing.articles) - first)
        found = listing.articles[max(0, end - PART) : end]
        return list(_with_versions(library, now, found))
    them = _lists(listing) if kind == "lists" else _pages(library, listing)
    return them[first : first + PART]


def _pages(library: Library, listing: Listing) -> list[Place]:
    """Find the home page, and the pages beside the articles."""
    pages = library.snapshot.pages
    updates = {slug: pages[slug].updated for slug in sorted(pages)}
    return [
        Place(whole("reading.home"), _newest(listing.articles)),
        *_placed("reading.page", updates),
    ]


def _made_lists(listing: Listing) -> list[Place]:
    """Find the pages that list articles: they change with their newest one."""
    sorted_otherwise = directory.of(listing)
    tags = {slug: _newest(tag.articles) for slug, tag in listing.tags.items()}
    authors = {slug: _newest(a.articles) for slug, a in sorted_otherwise.authors.items()}
    years = {str(year): _newest(them) for year, them in sorted_otherwise.years.items()}
    return [
        *_placed("reading.tag", tags),
        *_placed("lists.author", authors),
        *(Place(whole("lists.year", year=year), moment) for year, moment in years.items()),
        *(
            Place(whole("lists.language", code=code), _newest(them))
            for code, them in listing.languages.items()
            if code != site.current().language
        ),
    ]


def _with_versions(library: Library, now: datetime, articles: Sequence[Article]) -> Iterator[Place]:
    for article, place in zip(articles, _articles(articles), strict=True):
        yield place._replace(versions=versions.of_article(library, article, now))


def _articles(articles: Iterable[Article]) -> Iterator[Place]:
    return _placed("reading.article", {article.slug: changed(article) for article in articles})


def _made_article_parts(listing: Listing) -> list[Part]:
    return list(_parted("articles", [changed(article) for article in reversed(listing.articles)]))


_lists = OncePerListing(_made_lists)
article_parts = OncePerListing(_made_article_parts)


def _placed(endpoint: str, moments: dict[str, datetime | None]) -> Iterator[Place]:
    """Yield the pages at ``endpoint`` by slug; asking Flask for each would take far longer."""
    root = whole(endpoint, slug="x").removesuffix("x")
    for slug, moment in moments.items():
        yield Place(root + quote(slug), moment and moment.astimezone(UTC))


def _parted(kind: str, moments: Sequence[datetime | None]) -> Iterator[Part]:
    for first in range(0, len(moments), PART):
        known = [moment for moment in moments[first : first + PART] if moment]
        yield Part(kind, first // PART + 1, max(known, default=None))


def _moments(them: Sequence[Place]) -> list[datetime | None]:
    return [place.changed for place in them]


def _newest(articles: Sequence[Article]) -> datetime | None:
    return articles[0].published.astimezone(UTC) if articles else None
