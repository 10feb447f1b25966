"""The library at one moment: what has which address, and what the public may see of it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from gloss.articles import ownership
from gloss.articles.article import Article, Page
from gloss.articles.problems import Problem


class TagListing(NamedTuple):
    """A tag as its newest article spells it, and its articles, newest first."""

    label: str
    articles: tuple[Article, ...]


class Listing:
    """The articles that are public at the same time, newest first."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self.articles = articles
        self.positions = {article.slug: place for place, article in enumerate(articles)}
        self.tags = _by_tag(articles)


class Snapshot:
    """Articles and pages that never change; a change on disk makes a new snapshot."""

    def __init__(self, contents: Iterable[Article | Page], problems: Iterable[Problem]) -> None:
        contents = list(contents)
        articles, doubles = ownership.slugs(c for c in contents if isinstance(c, Article))
        articles, shared = ownership.threads(articles)
        pages, page_doubles = ownership.slugs(c for c in contents if isinstance(c, Page))
        shown = [article for article in articles if not article.draft]
        shown.sort(key=lambda article: (article.published.astimezone(UTC), article.slug))
        self.problems = tuple(sorted((*problems, *doubles, *shared, *page_doubles)))
        kept: list[Article | Page] = [*articles, *pages]
        self.contents = {content.path: content for content in kept}  # drafts too
        self.pages = {page.slug: page for page in pages if not page.draft}
        self._articles = {article.slug: article for article in shown}
        self._by_id = {article.article_id: article for article in shown}
        self._newest_first = tuple(reversed(shown))
        self._moments = [article.published.astimezone(UTC) for article in shown]
        self._listing = Listing(())

    def article(self, slug: str, now: datetime) -> Article | None:
        """Find the article ``slug`` if it is public at ``now``."""
        return _if_public(self._articles.get(slug), now)

    def by_id(self, article_id: str, now: datetime) -> Article | None:
        """Find the article of the thread ``article_id`` if it is public at ``now``."""
        return _if_public(self._by_id.get(article_id), now)

    def next_change(self, now: datetime) -> datetime | None:
        """Return when the public sees something else by itself: the next publication."""
        place = bisect_right(self._moments, now)
        return self._moments[place] if place < len(self._moments) else None

    def listing(self, now: datetime) -> Listing:
        """List what is public at ``now``; sorted out once for each number of public articles."""
        count = bisect_right(self._moments, now)
        listing = self._listing
        if len(listing.articles) != count:
            listing = Listing(self._newest_first[len(self._newest_first) - count :])
            self._listing = listing
        return listing


def _if_public(article: Article | None, now: datetime) -> Article | None:
    return article if article and article.published <= now else None


def _by_tag(articles: tuple[Article, ...]) -> Mapping[str, TagListing]:
    tagged: dict[str, list[Article]] = {}
    labels: dict[str, str] = {}
    for article in articles:
        for tag in article.tags:
            tagged.setdefault(tag.slug, []).append(article)
            labels.setdefault(tag.slug, tag.label)
    return {slug: TagListing(labels[slug], tuple(tagged[slug])) for slug in sorted(tagged)}
