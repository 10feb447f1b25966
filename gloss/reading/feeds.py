"""Feeds: the newest articles, or the newest comments, for programs that people read with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote

from gloss import language, site
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments.models import Comment
from gloss.comments.rendering import body_html
from gloss.language import gettext
from gloss.reading.full_text import portable
from gloss.reading.versions import language_of
from gloss.web.addresses import whole

NEWEST = 20
MOST_CHARACTERS = 1_000_000  # of all texts together


class Person(NamedTuple):
    """Who wrote something."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """An article or a comment."""

    id: str  # for ever, whatever becomes of its address
    address: str
    title: str
    authors: tuple[Person, ...]
    published: datetime
    updated: datetime
    html: str  # safe anywhere; empty if the feed would become too long
    summary: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""  # of its text, if that is known
    answers: str = ""  # the id of the comment or article that a comment is on
    comments: str = ""  # the address of an article's feed of comments


@dataclass(frozen=True)
class Feed:
    """Entries, newest first."""

    title: str
    page: str  # the address of the page that shows the same
    entries: Sequence[Entry]
    begun: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # for as long as there are no entries

    @property
    def updated(self) -> datetime:
        """When any of it changed last."""
        return max((entry.updated for entry in self.entries), default=self.begun)


def of_articles(title: str, page: str, articles: Iterable[Article]) -> Feed:
    """Return the feed of the newest of ``articles``, with their whole texts."""
    return Feed(title, page, list(_bounded(islice(articles, NEWEST))))


def of_comments(title: str, page: str, comments: Sequence[tuple[Comment, Article]]) -> Feed:
    """Return the feed of ``comments``, each with the article that it is on."""
    return Feed(title, page, [_comment(*pair) for pair in comments])


def as_json(feed: Feed, address: str) -> dict[str, Any]:
    """Return ``feed`` in the terms of JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": address,
        "language": language.of_page(),
        "items": [_item(entry) for entry in feed.entries],
    }


def changed(article: Article) -> datetime:
    """Return when an article changed last, in UTC."""
    published = article.published.astimezone(UTC)
    return max(published, article.updated.astimezone(UTC)) if article.updated else published


def _bounded(articles: Iterable[Article]) -> Iterator[Entry]:
    """Yield entries; a text that does not fit in beside those before it is left to its page."""
    room = MOST_CHARACTERS
    for article in articles:
        html = _text(article)
        fitting = html if len(html) <= room else ""
        room -= len(fitting)
        yield _entry(article, fitting)


def _text(article: Article) -> str:
    return portable(library.current().rendered(article).html, _address(article))


def _entry(article: Article, html: str) -> Entry:
    return Entry(
        id=_id(article),
        address=_address(article),
        title=article.title,
        authors=_authors(article),
        published=article.published.astimezone(UTC),
        updated=changed(article),
        html=html,
        summary=article.summary,
        tags=tuple(tag.label for tag in article.tags),
        language=language_of(article),
        comments=whole("feeds.comments_on", slug=article.slug),
    )


def _authors(article: Article) -> tuple[Person, ...]:
    """Name the authors, each with the page that the publisher has set; without any, the site."""
    ours = site.current()
    return tuple(Person(name, ours.author(name).url) for name in article.authors) or (
        Person(ours.title),
    )


def _comment(comment: Comment, article: Article) -> Entry:
    assert comment.published_at is not None  # noqa: S101 (it was approved)
    parent = f"#comment-{comment.parent_id}" if comment.parent_id else ""
    return Entry(
        id=f"{_id(article)}#comment-{comment.id}",
        address=whole("threads.comment", slug=article.slug, comment_id=comment.id),
        title=_title_of_comment(comment, article),
        authors=(Person(comment.shown_name),),
        published=comment.posted_at,
        updated=comment.published_at,
        html=body_html(comment.text),
        answers=f"{_id(article)}{parent}",
    )


def _title_of_comment(comment: Comment, article: Article) -> str:
    return gettext("%(name)s on %(title)s", name=comment.shown_name, title=article.title)


def _id(article: Article) -> str:
    """Name an article for ever, as an address: its permanent id outlives a change of its slug."""
    return f"{site.current().address}/articles/{quote(article.article_id, safe='')}"


def _address(article: Article) -> str:
    return whole("reading.article", slug=article.slug)


def _item(entry: Entry) -> dict[str, Any]:
    """Describe an entry; one without its text has its summary as the text."""
    item = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_given(author._asdict()) for author in entry.authors],
    }
    text = {"content_html": entry.html} if entry.html else {"content_text": entry.summary}
    optional = {"language": entry.language, "summary": entry.summary, "tags": list(entry.tags)}
    return item | text | _given(optional)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
