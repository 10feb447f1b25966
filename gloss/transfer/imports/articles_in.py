"""Articles of another site as Markdown files of ours; a file that is there is never touched."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from gloss.articles import addresses
from gloss.articles.article import Article, Page
from gloss.articles.files import PAGES, SUFFIX
from gloss.articles.front_matter.values import MAX_CHARACTERS, MAX_ID_CHARACTERS
from gloss.transfer.imports.old_site import OldArticle

UNTITLED = "Untitled"


@dataclass(frozen=True)
class ArticleFile:
    """Where an article goes."""

    path: Path
    text: str


class ArticlesIn:
    """Finds for each article of ``site`` the file that it becomes."""

    def __init__(self, site: str, content_dir: Path, contents: tuple[Article | Page, ...]) -> None:
        """Look at what is there.

        :param contents: everything that has an address, drafts too.
        """
        self._site = site
        self._folder = content_dir
        self._known = {content.article_id for content in contents if isinstance(content, Article)}
        self._taken = {content.slug for content in contents if isinstance(content, Article)}

    def article_id(self, old: OldArticle) -> str:
        """Return what the comments on ``old`` are tied to: the same at each import."""
        return f"{self._site} {old.key}"[:MAX_ID_CHARACTERS]

    def file_of(self, old: OldArticle, now: datetime) -> ArticleFile | None:
        """Describe the file of ``old``; none if an earlier import wrote it."""
        slug = addresses.slug(old.slug) or addresses.slug(old.title) or "article"
        if old.is_page:
            path = self._folder / PAGES / f"{slug}{SUFFIX}"
            return None if path.exists() else ArticleFile(path, _written(old, {}))
        article_id = self.article_id(old)
        if article_id in self._known:
            return None
        path = self._folder / f"{self._free(slug)}{SUFFIX}"
        return ArticleFile(path, _written(old, _of_article(old, article_id, now)))

    def _free(self, slug: str) -> str:
        """Return an address that no article has, with a number behind it if need be."""
        for name in _numbered(slug):
            if name not in self._taken and not (self._folder / f"{name}{SUFFIX}").exists():
                self._taken.add(name)
                return name
        raise AssertionError(slug)  # numbers do not end


def write(file: ArticleFile) -> None:
    """Put a new file into its place, whole or not at all.

    :raises OSError: it cannot be written, or somebody else wrote one there meanwhile.
    """
    file.path.parent.mkdir(parents=True, exist_ok=True)
    draft = file.path.with_name(f".{file.path.name}.part")  # hidden, so no article
    try:
        draft.write_text(file.text, encoding="utf-8")
        os.link(draft, file.path)
    finally:
        draft.unlink(missing_ok=True)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


def _of_article(old: OldArticle, article_id: str, now: datetime) -> dict[str, object]:
    """Return what an article says beyond what a page says."""
    return {
        "id": article_id,
        "published": (old.published or now).isoformat(),
        "summary": _line(old.summary),
        "author": _line(old.author),
        "tags": [_line(tag) for tag in old.tags if addresses.slug(tag)],
        "aliases": [old.address] if old.address.strip("/") else [],
    }


def _written(old: OldArticle, more: dict[str, object]) -> str:
    """Write the file: JSON is YAML, and says without doubt what it means."""
    given: dict[str, object] = {"title": _line(old.title) or UNTITLED} | more
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in given.items() if value
    ]
    lines += ["draft: true"] if old.is_draft or old.published is None else []
    return "\n".join(["---", *lines, "---", "", old.markdown])


def _line(text: str) -> str:
    """Put a text on one line without what no file may hold."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:MAX_CHARACTERS]
