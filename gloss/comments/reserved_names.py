"""Names that visitors may not sign with, because readers would take them for somebody of the site.

The names of moderators and of the authors of public articles, the site's own, and what badges say:
compared by what they look like, so that no Cyrillic letter and no unseen character gets past.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from flask import Flask, current_app
from sqlalchemy import select

from gloss import database, language, site
from gloss.accounts.models import Moderator
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import neutral
from gloss.comments.lookalikes import LOOKALIKES

EXTENSION = "gloss.reserved_names"
READ_EVERY = timedelta(minutes=1)  # the moderators: posting should not ask each time
KEPT_LOOKS = 1_024
ROLES = ("Admin", "Administrator", "Author", "Editor", "Moderator", "Webmaster")
BADGES = (language.stored("Author"), language.stored("Moderator"))
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_LATIN = {ord(other): latin for latin, others in LOOKALIKES.items() for other in others}
_ALIKE = str.maketrans({"i": "l", "1": "l", "0": "o"})  # among small letters and digits
_PAIRS = {"rn": "m", "vv": "w"}


class ReservedNames:
    """The reserved names of one site, as far as this process knows; safe between threads."""

    def __init__(self) -> None:
        self._moderators: frozenset[str] = frozenset()
        self._read_at: datetime | None = None
        self._authors: tuple[tuple[Article, ...], frozenset[str]] = ((), frozenset())

    def hold(self, name: str, now: datetime) -> bool:
        """Tell whether readers would take ``name`` for somebody of the site."""
        seen = looks(name)
        ours = _of_site(site.current().title, language.spoken())
        return bool(seen & ours or seen & self._of_moderators(now) or seen & self._of_authors(now))

    def _of_moderators(self, now: datetime) -> frozenset[str]:
        """Return the moderators' names; while the database is away, those known before."""
        if self._read_at is None or now - self._read_at >= READ_EVERY:
            try:
                names = database.db.session.scalars(select(Moderator.name))
                self._moderators, self._read_at = _looks(names), now
            except database.UNAVAILABLE:
                pass  # whoever posts is told of it in a moment
        return self._moderators

    def _of_authors(self, now: datetime) -> frozenset[str]:
        articles = library.current().published(now)
        known, names = self._authors
        if known is not articles:
            names = _looks({name for article in articles for name in article.authors})
            self._authors = articles, names
        return names


def init_app(app: Flask) -> None:
    """Let ``app`` remember its reserved names."""
    app.extensions[EXTENSION] = ReservedNames()


def hold(name: str, now: datetime) -> bool:
    """Tell whether readers would take ``name`` for somebody of the present site."""
    reserved: ReservedNames = current_app.extensions[EXTENSION]
    return reserved.hold(name, now)


@lru_cache(maxsize=KEPT_LOOKS)
def looks(name: str) -> frozenset[str]:
    """Return what ``name`` looks like as it is, in small letters, and in capitals.

    Names that share one of these are taken for each other.
    """
    return frozenset(filter(None, map(_look, (name, name.casefold(), name.upper()))))


def _look(name: str) -> str:
    """Return Latin letters in place of those that look like them, and without what is no letter.

    As the skeletons of Unicode Technical Standard 39, section 4, and further: accents, signs and
    spaces make no difference, nor do ``i``, ``l`` and ``1``.
    """
    latin = unicodedata.normalize("NFKC", neutral.name(name)).translate(_LATIN).casefold()
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", latin)).translate(_LATIN).casefold()
    letters = "".join(c for c in bare if unicodedata.category(c)[0] in "LNM").translate(_ALIKE)
    for pair, alike in _PAIRS.items():
        letters = letters.replace(pair, alike)
    return letters


@lru_cache(maxsize=KEPT_LOOKS)
def _of_site(title: str, spoken: str) -> frozenset[str]:
    """Return what the site's own name looks like, and what its badges say in one language."""
    return _looks((*ROLES, title, *(language.said_in(spoken, badge) for badge in BADGES)))


def _looks(names: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(looks, names))
