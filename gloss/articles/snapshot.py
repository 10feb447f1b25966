"""The library at one moment: what has which address, and what the public may see of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from gloss.articles import addresses, ownership, translations
from gloss.articles.article import Article, Page
from gloss.articles.problems import Problem
from gloss.articles.translations import Translations


class TagListing(NamedTuple):
    """A tag as its newest article spells it, and its articles, newest first."""

    label: str
    articles: tuple[Article, ...]


class Listing(NamedTuple):
    """What is public at the same time."""

    articles: tuple[Article, ...]  # newest first
    works: tuple[Article, ...]  # the same, each in one language: the site's, if there is that
    tags: Mapping[str, TagListing]  # by slug, in its order; each work once
    languages: Mapping[str, tuple[Article, ...]]  # by code, in its order
    translations: Translations


History = Mapping[str, tuple[str, ...]]  # slugs, and whose they were: ids, the last one first


class Neighbours(NamedTuple):
    """The public articles beside one in time."""

    previous: Article | None  # older
    next: Article | None  # newer


class Snapshot:
    """Articles and pages that never change; a change on disk makes a new snapshot.

    Sorting and grouping, which take longer the more there is, are done at once, off any request.
    """

    def __init__(
        self,
        contents: Iterable[Article | Page],
        problems: Iterable[Problem],
        language: str = "en",
        close_after_days: int = 0,
    ) -> None:
        """Sort what is there.

        :param language: the site's.
        :param close_after_days: for articles that do not say; 0: never.
        """
        contents = list(contents)
        articles = translations.addressed([c for c in contents if isinstance(c, Article)], language)
        articles, doubles = ownership.slugs(articles)
        articles, shared = ownership.threads(articles)
        pages, page_doubles = ownership.slugs([c for c in contents if isinstance(c, Page)])
        shown = sorted([a for a in articles if not a.draft], key=attrgetter("slug"), reverse=True)
        shown.sort(key=lambda article: article.published.astimezone(UTC), reverse=True)
        self._former, taken = ownership.former_paths(articles, pages)
        self._translations = Translations(articles, language)
        untold = self._translations.problems
        self.problems = tuple(
            sorted((*problems, *doubles, *shared, *page_doubles, *taken, *untold))
        )
        kept: list[Article | Page] = [*articles, *pages]
        self.contents = {content.path: content for content in kept}  # drafts too
        self.pages = {page.slug: page for page in pages if not page.draft}
        self._articles = {article.slug: article for article in shown}
        self.articles = {article.article_id: article for article in articles}  # drafts too
        self._newest_first = tuple(shown)
        self._tagged = _by_tag(shown)
        self._ends = sorted(_utc(article.expires) for article in shown if article.expires)
        closings = (article.closes_at(close_after_days) for article in shown)
        self._closings = sorted(_utc(moment) for moment in closings if moment)
        self._listing: tuple[tuple[int, int], Listing] | None = None

    def article(self, slug: str, now: datetime) -> Article | None:
        """Find the article ``slug`` if it is public at ``now``."""
        return _if_public(self._articles.get(slug), now)

    def by_id(self, article_id: str, now: datetime) -> Article | None:
        """Find the article of the thread ``article_id`` if it is public at ``now``."""
        return _if_public(self.articles.get(article_id), now)

    def expired(self, slug: str, now: datetime) -> Article | None:
        """Find the article ``slug`` if everybody could read it before ``now``, and nobody can."""
        article = self._articles.get(slug)
        return article if article and article.has_expired(now) else None

    def formerly_at(self, path: str, history: History, now: datetime) -> Article | None:
        """Find the article that had the address ``path``; what its author says wins over history.

        :returns: nothing before it is published; its time may be over.
        """
        comparable = addresses.comparable(path)
        folder, _, name = comparable.partition("/")
        slug = name if folder == addresses.ARTICLES else ""
        ids = (self._former.get(comparable, ""), *history.get(slug, ()))
        shown = (
            article for article in map(self.articles.get, ids) if article and not article.draft
        )
        found = self._articles.get(slug) or next(shown, None)
        return found if found and found.published <= now else None

    def former_addresses(self) -> Iterable[str]:
        """List the paths that authors gave as former ones."""
        return (f"/{path}" for path in self._former)

    def addresses(self) -> Iterable[tuple[str, str]]:
        """List the slug of each article that is no draft, with its id."""
        return ((article.slug, article.article_id) for article in self._newest_first)

    def next_change(self, now: datetime) -> datetime | None:
        """Return when the public sees something else by itself.

        An article appears, vanishes, or takes no more comments.
        """
        waiting, ended = self._moment(now)
        coming = [_utc(self._newest_first[waiting - 1].published)] if waiting else []
        closed = bisect_right(self._closings, now)
        going = (*self._ends[ended : ended + 1], *self._closings[closed : closed + 1])
        return min((*coming, *going), default=None)

    def listing(self, now: datetime) -> Listing:
        """List what is public at ``now``; made once between two changes."""
        moment = self._moment(now)
        made = self._listing
        if made is None or made[0] != moment:
            made = self._listing = moment, self._listed(now)
        return made[1]

    def versions(self, article: Article, now: datetime) -> tuple[Article, ...]:
        """List the public versions of ``article``, itself too; nothing if there is no other."""
        versions = self._translations.versions(article)
        public = tuple(version for version in versions if version.is_public(now))
        return public if len(public) > 1 else ()

    def neighbours(self, article: Article, now: datetime) -> Neighbours:
        """Find what was published in the same language just before and just after ``article``."""
        language = self._translations.language(article)
        public = self.listing(now).languages.get(language, ())
        place = bisect_left(public, True, key=lambda other: _age(other) <= _age(article))
        if place == len(public) or public[place].slug != article.slug:
            return Neighbours(None, None)
        older = public[place + 1 : place + 2]
        return Neighbours(older[0] if older else None, public[place - 1] if place else None)

    def _moment(self, now: datetime) -> tuple[int, int]:
        """Count the articles that wait, and those whose time is over."""
        return _waiting(self._newest_first, now), bisect_right(self._ends, now)

    def _listed(self, now: datetime) -> Listing:
        once = self._translations.once
        public = ((slug, once(self._public(them, now))) for slug, them in self._tagged.items())
        tags = {slug: TagListing(_label(slug, them[0]), them) for slug, them in public if them}
        articles = self._public(self._newest_first, now)
        languages = self._by_language(articles)
        return Listing(articles, once(articles), tags, languages, self._translations)

    def _by_language(self, articles: tuple[Article, ...]) -> dict[str, tuple[Article, ...]]:
        found: dict[str, list[Article]] = {}
        for article in articles:
            found.setdefault(self._translations.language(article), []).append(article)
        return {language: tuple(found[language]) for language in sorted(found)}

    def _public(self, newest_first: tuple[Article, ...], now: datetime) -> tuple[Article, ...]:
        published = newest_first[_waiting(newest_first, now) :]
        if not bisect_right(self._ends, now):
            return published
        return tuple(article for article in published if not article.has_expired(now))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _age(article: Article) -> tuple[datetime, str]:
    return _utc(article.published), article.slug


def _waiting(newest_first: tuple[Article, ...], now: datetime) -> int:
    """Count the articles that are published after ``now``."""
    return bisect_left(newest_first, True, key=lambda article: article.published <= now)


def _if_public(article: Article | None, now: datetime) -> Article | None:
    return article if article and article.is_public(now) else None


def _by_tag(newest_first: list[Article]) -> dict[str, tuple[Article, ...]]:
    tagged: dict[str, list[Article]] = {}
    for article in newest_first:
        for tag in article.tags:
            tagged.setdefault(tag.slug, []).append(article)
    return {slug: tuple(tagged[slug]) for slug in sorted(tagged)}


def _label(slug: str, article: Article) -> str:
    return next(tag.label for tag in article.tags if tag.slug == slug)
