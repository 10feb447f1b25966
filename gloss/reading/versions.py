"""The same in other languages: what pages link to, for readers and for search engines."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from gloss import site
from gloss.articles.article import Article
from gloss.articles.library import Library


class Version(NamedTuple):
    """A page in one language."""

    language: str
    path: str

    @property
    def address(self) -> str:
        """The whole address, for machines."""
        return site.current().address + self.path


def of_article(library: Library, article: Article, now: datetime) -> Sequence[Version]:
    """List the versions of an article, itself too; the first is for all who read none."""
    versions = library.versions(article, now)
    return [Version(language_of(v), url_for("reading.article", slug=v.slug)) for v in versions]


def of_home(library: Library, now: datetime) -> Sequence[Version]:
    """List the pages that list articles of one language, the home page first."""
    home = Version(site.current().language, url_for("reading.home"))
    others = library.other_languages(now)
    lists = [Version(code, url_for("lists.language", code=code)) for code in others]
    return [home, *lists] if lists else []


def language_of(article: Article) -> str:
    """Return the language of an article: the site's, if it names none."""
    return article.language or site.current().language
