"""What each public page shows, as a key: two pages of one key are the same page.

A key is read before the page is rendered, so that what is kept under it can be too new, never
stale. A page without a key does not exist.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from gloss.articles.article import Article, Page
from gloss.reading import directory, feeds
from gloss.reading.directory import Directory
from gloss.reading.edition import Edition
from gloss.reading.pagination import ARCHIVE_PAGE_SIZE, LISTED_FOR_MODELS, PAGE_SIZE, paged

Key = Hashable | None
KeyOf = Callable[..., Key]  # takes an edition, a moment, and the arguments of the page's address


def home(edition: Edition, now: datetime, number: int = 1) -> Key:
    """Return the key of a page of all articles."""
    library = edition.library
    found = _list(library.works(now), number)
    return found and (found, *library.other_languages(now))


def article(edition: Edition, now: datetime, slug: str) -> Key:
    """Return the key of an article's page: text, pictures, anchors, versions, others, thread."""
    found = edition.library.article(slug, now)
    if found is None:
        return None
    neighbours = edition.library.neighbours(found, now)
    related = directory.related(edition.library, found, now)
    revision = edition.thread_revision(found.article_id)
    pictures = edition.library.album.revision(found.path)
    anchors = edition.library.anchors.of(found.article_id)
    versions = edition.library.versions(found, now)
    languages = tuple((version.slug, version.language) for version in versions)
    series = directory.series(edition.library, found, now)
    shown = (found, *neighbours, *related, *series)
    is_open = edition.library.takes_comments(found, now)
    told = (revision, is_open, pictures, anchors, languages)
    return (*told, *_digests(each for each in shown if each))


def comments(
    edition: Edition, now: datetime, slug: str, comment_id: int = 0, order: str = ""
) -> Key:
    """Return the key of a page of an article's comments."""
    return (order, comment_id, article(edition, now, slug))


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
    return (found.slug, found.digest, edition.library.album.revision(found.path)) if found else None


def authors(edition: Edition, now: datetime) -> Key:
    """Return the key of the list of all authors."""
    found = _directory(edition, now).authors
    return tuple((slug, author.name, len(author.articles)) for slug, author in found.items())


def author(edition: Edition, now: datetime, slug: str, number: int = 1) -> Key:
    """Return the key of a page of one author's articles."""
    found = _directory(edition, now).authors.get(slug)
    return (found.name, _list(found.articles, number)) if found else None


def archive(edition: Edition, now: datetime) -> Key:
    """Return the key of the list of years."""
    found = _directory(edition, now).years
    return tuple((year, len(articles)) for year, articles in found.items())


def year(edition: Edition, now: datetime, year: int, number: int = 1) -> Key:
    """Return the key of a page of one year's articles."""
    found = _directory(edition, now).years.get(year)
    return _list(found, number, ARCHIVE_PAGE_SIZE) if found else None


def feed(edition: Edition, now: datetime, kind: str) -> Key:
    """Return the key of the feed of all articles."""
    return (kind, _newest_texts(edition, edition.library.works(now)))


def feed_of_tag(edition: Edition, now: datetime, slug: str, kind: str) -> Key:
    """Return the key of the feed of one tag."""
    found = edition.library.tags(now).get(slug)
    return (found.label, kind, _newest_texts(edition, found.articles)) if found else None


def feed_of_author(edition: Edition, now: datetime, slug: str, kind: str) -> Key:
    """Return the key of the feed of one author."""
    found = _directory(edition, now).authors.get(slug)
    return (found.name, kind, _newest_texts(edition, found.articles)) if found else None


def language(edition: Edition, now: datetime, code: str, number: int = 1) -> Key:
    """Return the key of a page of the articles in one language."""
    others = edition.library.other_languages(now)
    found = _list(others.get(code, ()), number) if code in others else None
    return found and (found, *others)


def feed_of_language(edition: Edition, now: datetime, code: str, kind: str) -> Key:
    """Return the key of the feed of one language."""
    found = edition.library.other_languages(now).get(code)
    return (kind, _newest_texts(edition, found)) if found else None


def feed_of_comments(edition: Edition, now: datetime) -> Key:
    """Return the key of the feed of all comments: any change may be one of its."""
    return edition.number(now.timestamp())


def feed_of_thread(edition: Edition, now: datetime, slug: str) -> Key:
    """Return the key of the feed of one article's comments."""
    found = edition.library.article(slug, now)
    return (edition.thread_revision(found.article_id), found.digest) if found else None


def robots(_edition: Edition, _now: datetime) -> Key:
    """Return the key of what crawlers may read: that changes with the program alone."""
    return True


def sitemap_index(edition: Edition, now: datetime) -> Key:
    """Return the key of the index of the map."""
    return _directory(edition, now).mark


def sitemap_part(edition: Edition, now: datetime, kind: str, number: int) -> Key:
    """Return the key of one file of the map: the article that changed may be in it."""
    return (kind, number, _directory(edition, now).mark)


def llms(edition: Edition, now: datetime) -> Key:
    """Return the key of the introduction for language models."""
    articles = edition.library.works(now)[:LISTED_FOR_MODELS]
    pages = edition.library.snapshot.pages.values()
    return (*_digests(articles), *_digests(pages))


def markdown(edition: Edition, now: datetime, slug: str) -> Key:
    """Return the key of an article as its author wrote it."""
    found = edition.library.article(slug, now)
    return found.digest if found else None


def markdown_of_page(edition: Edition, _now: datetime, slug: str) -> Key:
    """Return the key of a page as its author wrote it."""
    found = edition.library.page(slug)
    return found.digest if found else None


OF_ENDPOINT: dict[str, KeyOf] = {
    "reading.home": home,
    "reading.article": article,
    "threads.later": comments,
    "threads.ordered": comments,
    "reading.tags": tags,
    "reading.tag": tag,
    "reading.page": page,
    "lists.authors": authors,
    "lists.author": author,
    "lists.archive": archive,
    "lists.year": year,
    "lists.language": language,
    "feeds.articles": feed,
    "feeds.tag": feed_of_tag,
    "feeds.author": feed_of_author,
    "feeds.language": feed_of_language,
    "feeds.comments": feed_of_comments,
    "feeds.comments_on": feed_of_thread,
    "machines.robots": robots,
    "machines.sitemap_index": sitemap_index,
    "machines.sitemap_part": sitemap_part,
    "machines.llms": llms,
    "machines.markdown": markdown,
    "machines.markdown_of_page": markdown_of_page,
}


def _directory(edition: Edition, now: datetime) -> Directory:
    return directory.of(edition.library.snapshot.listing(now))


def _list(articles: tuple[Article, ...], number: int, size: int = PAGE_SIZE) -> Key:
    found = paged(articles, number, size)
    return (found.count, *_digests(found.articles)) if found else None


def _newest_texts(edition: Edition, articles: tuple[Article, ...]) -> Key:
    """Return what a feed of ``articles`` shows: texts, and the pictures in them."""
    newest = articles[: feeds.NEWEST]
    pictures = (edition.library.album.revision(article.path) for article in newest)
    return (*_digests(newest), *pictures)


def _digests(contents: Iterable[Article | Page]) -> tuple[tuple[str, str], ...]:
    return tuple((content.slug, content.digest) for content in contents)
