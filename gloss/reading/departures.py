"""Where to go from an address at which nothing is any more: to the new one, or to what is alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from flask import request, url_for

from gloss.articles import addresses
from gloss.articles.article import Article
from gloss.articles.library import Library

SUGGESTED = 5  # articles on a page that was not found
COMPARED = 500  # of the newest; comparing with all would cost more the larger the site


@dataclass(frozen=True)
class Suggestions:
    """Articles for a reader who came to nothing."""

    similar: Sequence[Article]  # in their addresses
    newest: Sequence[Article]


def suggestions(library: Library, now: datetime) -> Suggestions:
    """Find articles whose addresses are like the one asked for, and the newest ones."""
    articles = library.published(now)
    last_part = request.path.rstrip("/").rpartition("/")[2]
    by_slug = {article.slug: article for article in articles[:COMPARED]}
    similar = [by_slug[slug] for slug in get_close_matches(last_part[:80], by_slug, SUGGESTED)]
    return Suggestions(similar, library.works(now)[:SUGGESTED])


def new_address(library: Library, now: datetime) -> str | None:
    """Return where what was at the address asked for is now."""
    slug = _slug()
    if slug is None:
        found = library.formerly_at(request.path, now)
        return url_for("reading.article", slug=found.slug) if found else None
    found = library.formerly_at(f"/{addresses.ARTICLES}/{slug}", now)
    if found is None or found.slug == slug or request.endpoint is None:
        return None
    return url_for(request.endpoint, **(request.view_args or {}) | {"slug": found.slug})


def is_over(library: Library, now: datetime) -> bool:
    """Tell whether the address asked for belongs to an article whose time is over."""
    slug = _slug()
    return slug is not None and library.expired(slug, now) is not None


def _slug() -> str | None:
    """Return the article that the address asked for would belong to, if it has that shape."""
    rule = request.url_rule
    is_of_article = rule and rule.rule.startswith(f"/{addresses.ARTICLES}/<slug>")
    return (request.view_args or {})["slug"] if is_of_article else None
