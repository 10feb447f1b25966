"""Articles for tests, written as authors write them, and how to look at a library."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gloss.articles.article import Article
from gloss.articles.library import Library

NOBODY = 65534
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def put(
    folder: Path, name: str, *lines: str, body: str = "The sea.", published: str = "2026-01-01"
) -> Path:
    """Write an article or a page; ``lines`` are more front matter."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    dates = [] if file.parent.name == "pages" else [f"published: {published}"]
    head = [f"title: {file.stem}", *dates, *lines]
    file.write_text("\n".join(["---", *head, "---", body]))
    return file


def slugs(library: Library, now: datetime = NOON) -> list[str]:
    return [article.slug for article in library.published(now)]


def told(library: Library) -> list[tuple[str, bool]]:
    return [(problem.path, problem.is_error) for problem in library.problems()]


def public(library: Library, slug: str) -> Article:
    article = library.article(slug, NOON)
    assert article is not None
    return article


@contextmanager
def without_privileges() -> Iterator[None]:
    """Become somebody whom permissions bind, if the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
