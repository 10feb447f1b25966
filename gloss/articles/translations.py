"""Which articles say the same in different languages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gloss.articles import addresses, file_names, files
from gloss.articles.article import Article
from gloss.articles.problems import Problem

MEND = "correct language: or translation_of: in one of the two"


class Translations:
    """The works that are there in several languages; the same files always give one answer."""

    def __init__(self, articles: Sequence[Article], language: str) -> None:
        """Find who translates whom.

        :param articles: drafts too, whose versions shall not change when they are published.
        :param language: the site's, of articles that name none.
        """
        self._language = language
        self.problems: list[Problem] = []
        self._versions: dict[str, tuple[Article, ...]] = {}  # of one work, by the slug of each
        if any(article.translation_of for article in articles):
            for work in _works(articles):
                self._take_in(work)

    def language(self, article: Article) -> str:
        """Return the language in which ``article`` is."""
        return article.language or self._language

    def versions(self, article: Article) -> tuple[Article, ...]:
        """Return all versions of a work, this one too: the site's language first; else nothing."""
        return self._versions.get(article.slug, ())

    def once(self, articles: tuple[Article, ...]) -> tuple[Article, ...]:
        """Leave of each work in a list one version: the first that it has of ``versions``."""
        if not self._versions:
            return articles
        slugs = {article.slug for article in articles if article.slug in self._versions}
        return tuple(
            article
            for article in articles
            if article.slug not in slugs or article.slug == self._first(article, slugs)
        )

    def _first(self, article: Article, slugs: set[str]) -> str:
        return next(v.slug for v in self._versions[article.slug] if v.slug in slugs)

    def _take_in(self, work: Iterable[Article]) -> None:
        """Keep one version in each language."""
        by_language: dict[str, Article] = {}
        for article in sorted(work, key=_rank):
            first = by_language.setdefault(self.language(article), article)
            if first is not article:
                message = f"{first.path} is in the same language and translates the same"
                self.problems.append(Problem(article.path, 1, message, MEND, is_error=False))
        if len(by_language) > 1:
            versions = tuple(sorted(by_language.values(), key=self._place))
            self._versions |= {version.slug: versions for version in versions}

    def _place(self, article: Article) -> tuple[bool, str]:
        language = self.language(article)
        return language != self._language, language


def addressed(articles: Sequence[Article], language: str) -> list[Article]:
    """Tell articles in several languages apart that have one slug, as Pelican's have.

    The one in the site's ``language``, else that with the shortest path, keeps it.
    """
    if len({article.slug for article in articles}) == len(articles):  # the usual case
        return list(articles)
    by_slug: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_slug[article.slug].append(article)
    return [version for them in by_slug.values() for version in _told_apart(them, language)]


def _told_apart(articles: list[Article], language: str) -> Iterator[Article]:
    def rank(article: Article) -> tuple[Any, ...]:
        return article.language not in {"", language}, len(article.path), article.path

    first, *others = sorted(articles, key=rank) if len(articles) > 1 else articles
    yield first
    for other in others:
        if (other.language or language) == (first.language or language):
            yield other
        else:
            slug = addresses.slug(f"{other.slug}-{other.language}")
            yield other._replace(slug=slug, translation_of=other.translation_of or first.slug)


def _rank(article: Article) -> tuple[Any, ...]:
    return article.draft, len(article.path), article.path


def _works(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """Yield the articles that refer to each other, or to one and the same word."""
    named = _by_name(articles)
    joined = _Joined()
    for article in articles:
        if word := article.translation_of:
            joined.join(article.path, f"word {word}")
            if original := named.get(word):
                joined.join(article.path, original.path)
    works: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if joined.has(article.path):
            works[joined.root(article.path)].append(article)
    yield from works.values()


def _by_name(articles: Sequence[Article]) -> dict[str, Article]:
    """Find articles by what others may call them: their slug, past or present, id, or file."""
    named = {
        path.removeprefix(f"{addresses.ARTICLES}/"): article
        for article in articles
        for path in article.former_paths
    }
    for names in (_file_name, _article_id, _slug):
        named |= {names(article): article for article in articles}
    return named


def _slug(article: Article) -> str:
    return article.slug


def _article_id(article: Article) -> str:
    return addresses.slug(article.article_id)


def _file_name(article: Article) -> str:
    return addresses.slug(file_names.read(files.name_of(article.path)).title)


class _Joined:
    """What belongs together, as far as was said."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Tell whether anything was said of ``name``."""
        return name in self._parents

    def root(self, name: str) -> str:
        """Return the one that stands for all that belong to ``name``."""
        parent = self._parents.setdefault(name, name)
        while parent != self._parents[parent]:
            parent = self._parents[parent]
        return parent

    def join(self, one: str, other: str) -> None:
        """Let two, and all that belong to them, belong together."""
        self._parents[self.root(one)] = self.root(other)
