"""What is known of each file, as a row of the index: written once, and made into objects quickly.

Reading 100,000 rows back is what a start waits for, so an article's columns become what it holds
by one call each, and its details stay packed. A checksum tells whether they will unpack later.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from gloss.articles.article import Article, Page, tag
from gloss.articles.files import State
from gloss.articles.problems import Problem

KNOWN = 4096  # sets of what articles share
GONE = "gone"  # the kind of a file that is there no more
NOTHING = "nothing"  # of one that cannot be shown
COLUMNS = (
    "path TEXT UNIQUE NOT NULL",
    "state TEXT NOT NULL",
    "kind TEXT NOT NULL",
    "digest TEXT",
    "content BLOB",  # a page, or an article's details
    "checksum INTEGER NOT NULL",
    "problems BLOB NOT NULL",
    "slug TEXT",
    "article_id TEXT",
    "has_own_id INTEGER",
    "title TEXT",
    "published TEXT",
    "updated TEXT",
    "expires TEXT",
    "draft INTEGER",
    "shared TEXT",  # what many articles have in common, as JSON
)
NAMES = ", ".join(column.partition(" ")[0] for column in COLUMNS)
PLACES = ", ".join("?" * len(COLUMNS))
_NO_ARTICLE = (None,) * 9
_PAGE = TypeAdapter(Page)
_PROBLEMS = TypeAdapter(tuple[Problem, ...])

Row = tuple[Any, ...]


class Entry(NamedTuple):
    """What is known of one file, or of a folder that cannot be read."""

    state: State  # of the newest version
    content: Article | Page | None  # of the last good version
    problems: tuple[Problem, ...]  # of the newest version


def row(path: str, entry: Entry | None) -> Row:
    """Write what is known of ``path``; ``None``: it is gone."""
    if entry is None:
        return (path, "", GONE, None, b"", 0, b"", *_NO_ARTICLE)
    content, problems = entry.content, b""
    if entry.problems:
        problems = _PROBLEMS.dump_json(entry.problems)
    if isinstance(content, Article):
        packed, columns = content.packed_details, _columns(content)
    else:
        packed, columns = _PAGE.dump_json(content) if content else b"", _NO_ARTICLE
    kind = type(content).__name__ if content else NOTHING
    digest = content.digest if content else None
    return (path, entry.state, kind, digest, packed, crc32(packed), problems, *columns)


def entries(rows: Iterable[Row], zone: ZoneInfo) -> dict[str, Entry | None]:
    """Read ``rows`` back, each after its number, by path; ``None``: the file is gone.

    :raises ValueError: or ``LookupError`` or ``TypeError``, if one cannot be understood.
    """
    found: dict[str, Entry | None] = {}
    for row in rows:
        _number, path, state, kind, _digest, content, checksum, problems = row[:8]
        if crc32(content) != checksum:
            raise ValueError(f"what is known of {path} is damaged")
        told = _PROBLEMS.validate_json(problems) if problems else ()
        found[path] = None if kind == GONE else Entry(state, _CONTENT[kind](row, zone), told)
    return found


def _columns(article: Article) -> Row:
    shared = (
        article.language,
        article.translation_of,
        article.authors,
        [tag.label for tag in article.tags],
        article.series,
        article.former_paths,
        article.close_after_days,
    )
    return (
        article.slug,
        article.article_id,
        article.has_own_id,
        article.title,
        article.published.isoformat(),
        article.updated and article.updated.isoformat(),
        article.expires and article.expires.isoformat(),
        article.draft,
        json.dumps(shared),
    )


def _article(row: Row, zone: ZoneInfo) -> Article:
    _, path, _, _, digest, details, _, _, slug, own_id, has_own_id, title, published = row[:13]
    updated, expires, draft, shared = row[13:]
    language, translation_of, authors, tags, series, former_paths, days = _shared(shared)
    return Article(
        slug,
        own_id,
        bool(has_own_id),
        path,
        digest,
        title,
        language,
        translation_of,
        authors,
        datetime.fromisoformat(published).astimezone(zone),
        datetime.fromisoformat(updated).astimezone(zone) if updated else None,
        datetime.fromisoformat(expires).astimezone(zone) if expires else None,
        tags,
        series,
        bool(draft),
        former_paths,
        days,
        details,
    )


def _page(row: Row, zone: ZoneInfo) -> Page:
    return _PAGE.validate_json(row[5], context={"zone": zone})


def _nothing(_row: Row, _zone: ZoneInfo) -> None:
    return None


_CONTENT: dict[str, Callable[[Row, ZoneInfo], Article | Page | None]] = {
    Article.__name__: _article,
    Page.__name__: _page,
    NOTHING: _nothing,
}


@lru_cache(KNOWN)
def _shared(written: str) -> tuple[Any, ...]:
    language, translation_of, authors, labels, series, former_paths, days = json.loads(written)
    tags = tuple(tag(label) for label in labels)
    return language, translation_of, tuple(authors), tags, series, tuple(former_paths), days
