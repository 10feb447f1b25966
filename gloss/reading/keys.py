"""What each public page shows, as a key: two pages of one key are the same page.

A key is read before the page is rendered, so that what is kept under it can be too new, never
stale. A page without a key does not exist.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from gloss.articles.article import Article
from gloss.reading.edition import Edition
from gloss.reading.pagination import paged

Key = Hashable | None
KeyOf = Callable[..., Key]  # takes an edition, a moment, and the arguments of the page's address


def home(edition: Edition, now: datetime, number: int = 1) -> Key:
    """Return the key of a page of all articles."""
    return _list(edition.library.published(now), number)


def article(edition: Edition, now: datetime, slug: str) -> Key:
    """Return the key of an article's page: its text, its neighbours and its thread."""
    found = edition.library.article(slug, now)
    if found is None:
        return None
    neighbours = edition.library.neighbours(found, now)
    revision = edition.thread_revision(found.article_id)
    return (revision, *_digests(a for a in (found, *neighbours) if a))


def later_comments(edition: Edition, now: datetime, slug: str, comment_id: int) -> Key:
    """Return the key of a page of later comments."""
    return (comment_id, article(edition, now, slug))


def tags(edition: Edition, now: datetime) -> Key:
    """Return the key of the list of all tags."""
    found = edition.library.tags(now)
    return tuple((slug, tag.label, len(tag.articles)) for slug, tag in found.items())


def tag(edition: Edition, now: datetime, slug: str, number: int = 1) -> Key:
    """Return the key of a page of one tag's articles."""
    found = edition.library.tags(now).get(slug)
    return (found.label, _list(found.articles, number)) if found else None


def page(edition: Edition, _now: datetime, slug: str) -> Key:
    """Return the key of a page that is no article."""
    found = edition.library.page(slug)
    return (found.slug, found.digest) if found else None


OF_ENDPOINT: dict[str, KeyOf] = {
    f"reading.{key.__name__}": key for key in (home, article, later_comments, tags, tag, page)
}


def _list(articles: tuple[Article, ...], number: int) -> Key:
    found = paged(articles, number)
    return (found.count, *_digests(found.articles)) if found else None


def _digests(articles: Iterable[Article]) -> tuple[tuple[str, str], ...]:
    return tuple((article.slug, article.digest) for article in articles)
