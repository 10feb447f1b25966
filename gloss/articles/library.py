"""All articles and pages of a folder, kept in step with the disk.

Threads read the newest snapshot without a lock; at most one of them scans the folder.
"""

import logging
import math
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Event, Lock

from flask import current_app

from gloss import garbage, settings, site
from gloss.articles import addresses, anchors, rendering
from gloss.articles.anchors import Anchors
from gloss.articles.article import Article, Defaults, Page
from gloss.articles.cache import Cache
from gloss.articles.files import Folder
from gloss.articles.illustrations import faults
from gloss.articles.illustrations.album import Album
from gloss.articles.illustrations.illustrating import Illustrator
from gloss.articles.index import VERSION, Index
from gloss.articles.lookout import Lookout
from gloss.articles.problems import Problem
from gloss.articles.rendering import Rendered
from gloss.articles.renderings import Renderings
from gloss.articles.shelf import Shelf
from gloss.articles.snapshot import History, Neighbours, Snapshot, TagListing

EXTENSION = "gloss.articles"
CACHE = "cache/articles.db"  # in the instance folder
LOOK = ".look"  # the suffix of the file beside it that says who looks
PICTURES = "cache/pictures"
PICTURE_MARKS = re.compile(r"!\[|<img", re.IGNORECASE)
SCAN_INTERVAL_SECONDS = 1
FOLLOWER_PATIENCE_SECONDS = 30  # without a sign of the follower; then requests look again
RENDERED_IN_MEMORY = 512  # texts of some 20 kB each
log = logging.getLogger(EXTENSION)


class Library:
    """What may be read: articles and pages by address, in time, by tag, and as HTML."""

    def __init__(
        self,
        content_dir: Path,
        defaults: Defaults,
        cache_file: Path | None = None,
        secret: str = "",
        *,
        is_afresh: bool = False,
    ) -> None:
        """Describe a library; nothing is read before the first refresh.

        :param cache_file: what a later start finds again; without it each start reads all files.
        :param secret: seals the addresses of files beside the texts.
        :param is_afresh: read all files all the same; what was made of the same bytes is used.
        """
        cache = Cache(cache_file, f"{VERSION} {content_dir.absolute()} {defaults.zone.key}")
        self._shared = Cache(None, "") if is_afresh else cache
        index = Index(self._shared, defaults.zone)
        self._lookout = Lookout((cache_file or content_dir).with_suffix(LOOK))
        self._shelf = Shelf(Folder(content_dir), index, defaults.zone)
        self._renderings = Renderings(cache, rendering.renderer())
        self.content_dir = content_dir
        self._defaults = defaults
        self.changed = Event()  # whenever a page may be another; who follows changes clears it
        self.album = Album(cache, self.changed)
        self.illustrator = Illustrator(content_dir, self.album, secret)
        self.anchors = Anchors(self.changed)
        self._snapshot = Snapshot((), ())
        self._history: History = {}
        self._scanning = Lock()
        self._scanned_at = -math.inf  # in seconds of the monotonic clock
        self._scan_interval_seconds = SCAN_INTERVAL_SECONDS
        self._logged: set[Problem] = set()
        self._crashes: dict[Article | Page, Problem] = {}
        self._rendered = lru_cache(RENDERED_IN_MEMORY)(self._kept_or_rendered)

    @property
    def snapshot(self) -> Snapshot:
        """What is known now; another object whenever anything has changed."""
        return self._snapshot

    def article(self, slug: str, now: datetime) -> Article | None:
        """Find a public article: no draft, published by ``now``, and not expired."""
        return self._snapshot.article(slug, now)

    def reached(self, slug: str, now: datetime) -> Article | None:
        """Find the public article whose slug is ``slug``, or was."""
        return self.article(slug, now) or self._moved(slug, now)

    def closes_at(self, article: Article) -> datetime | None:
        """Return from when on ``article`` takes no comments; ``None``: from no moment on."""
        return article.closes_at(self._defaults.close_after_days)

    def takes_comments(self, article: Article, now: datetime) -> bool:
        """Tell whether visitors may comment on ``article``."""
        closes_at = self.closes_at(article)
        return article.comments_open and (closes_at is None or now < closes_at)

    def expired(self, slug: str, now: datetime) -> Article | None:
        """Find the article ``slug`` if its time is over."""
        return self._snapshot.expired(slug, now)

    def formerly_at(self, path: str, now: datetime) -> Article | None:
        """Find the article that had the address ``path``; its time may be over."""
        return self._snapshot.formerly_at(path, self._history, now)

    def former_addresses(self) -> tuple[str, ...]:
        """List the paths that lead on to articles, or may."""
        former = (f"/{addresses.ARTICLES}/{slug}" for slug in self._history)
        return (*self._snapshot.former_addresses(), *former)

    def remember(self, history: History) -> None:
        """Take in which slugs articles had, as the database keeps it."""
        self._history = history

    def by_id(self, article_id: str, now: datetime) -> Article | None:
        """Find the public article to which the thread ``article_id`` belongs."""
        return self._snapshot.by_id(article_id, now)

    def page(self, slug: str) -> Page | None:
        """Find a page beside the articles, unless it is a draft."""
        return self._snapshot.pages.get(slug)

    def published(self, now: datetime) -> tuple[Article, ...]:
        """List the public articles, newest first."""
        return self._snapshot.listing(now).articles

    def works(self, now: datetime) -> tuple[Article, ...]:
        """List the public articles, newest first; of the versions of one, the site's language."""
        return self._snapshot.listing(now).works

    def other_languages(self, now: datetime) -> Mapping[str, tuple[Article, ...]]:
        """List the languages of articles beside the site's, by code, and the articles in each."""
        found = self._snapshot.listing(now).languages
        return {code: found[code] for code in found if code != self._defaults.language}

    def versions(self, article: Article, now: datetime) -> tuple[Article, ...]:
        """List the versions of ``article`` in all languages, if there are others than itself."""
        return self._snapshot.versions(article, now)

    def tags(self, now: datetime) -> Mapping[str, TagListing]:
        """List the tags of the public articles, by slug."""
        return self._snapshot.listing(now).tags

    def neighbours(self, article: Article, now: datetime) -> Neighbours:
        """Find what came in the same language just before and just after ``article``."""
        return self._snapshot.neighbours(article, now)

    def contents(self) -> tuple[Article | Page, ...]:
        """List every article and page that has an address, drafts and future ones too."""
        return tuple(self._snapshot.contents.values())

    def rendered(self, content: Article | Page) -> Rendered:
        """Turn the text into HTML; a text that Python-Markdown crashes on is shown as typed."""
        rendered = self._rendered(content)
        html = self.illustrator.illustrated(rendered.html, content.path)
        if isinstance(content, Article) and content not in self._crashes:
            self.anchors.note(content, rendered.headings)
            html = anchors.placed(html, self.anchors.of(content.article_id))
        return rendered if html is rendered.html else replace(rendered, html=html)

    def pictures(self, content: Article | Page) -> tuple[str, ...]:
        """List the pictures that the text shows, by their paths within the content folder."""
        if not self._may_show_pictures(content):
            return ()
        return self.illustrator.pictures(self._rendered(content).html, content.path)

    def picture_problems(self, content: Article | Page) -> tuple[Problem, ...]:
        """List what is wrong with the pictures of one text; reads each of their files."""
        if not self._may_show_pictures(content):
            return ()
        body, html = self._shelf.body(content), self._rendered(content).html
        return faults.found(self.illustrator, content.path, body, html)

    def body(self, content: Article | Page) -> str:
        """Return the Markdown as its author wrote it, without the front matter.

        :raises LookupError: or ``OSError``, if that version is lost.
        """
        return self._shelf.body(content)

    def problems(self) -> tuple[Problem, ...]:
        """List what is wrong with the files as they are now, by path and line."""
        snapshot = self._snapshot
        crashes = (
            problem
            for content, problem in self._crashes.copy().items()
            if snapshot.contents.get(content.path) == content
        )
        return tuple(sorted((*snapshot.problems, *crashes)))

    def refresh(self) -> None:
        """Take in what changed on disk; waits for another process that looks now."""
        with self._scanning:
            self._look()

    def begin(self) -> None:
        """Know what an earlier process knew, and look at the disk only if that was not all of it.

        For a process that follows from now on: what changed meanwhile is found by its first look.
        """
        with self._scanning, garbage.never_looked_at():
            if self._shelf.take_up():
                self._show(is_changed=True)
            else:
                self._look()

    def follow(self) -> None:
        """Take in what is new, log what is newly wrong, and leave requests no cause to look.

        For a thread that calls this again and again for as long as it lives. It looks at the disk
        itself unless another process of this node does.
        """
        with self._scanning:
            self._scan_interval_seconds = FOLLOWER_PATIENCE_SECONDS
            if self._shared.is_lasting and self._lookout.is_kept():
                self._show(is_changed=self._shelf.take_in())
            else:
                self._look(waits=False)
            self._log_problems()

    def watch(self) -> None:
        """Look at the disk for all processes of this node, which follow what is written then.

        For a thread that calls this again and again.
        """
        with self._scanning:
            self._scan_interval_seconds = FOLLOWER_PATIENCE_SECONDS
            self._look()
            if self._shared.is_lasting:
                self._lookout.sign()

    def step_aside(self) -> None:
        """Wait while changes are taken in: for a thread whose work readers do not wait for.

        Both would need Python's interpreter, and whoever looks gives it away at each file.
        """
        with self._scanning:
            pass

    def refresh_if_stale(self) -> None:
        """Refresh once a second at most, and log what is newly wrong, unless a thread follows.

        Only the first call waits for a scan by another thread; later ones go on with what is
        known.
        """
        if time.monotonic() - self._scanned_at < self._scan_interval_seconds:
            return
        if self._scanning.acquire(blocking=self._scanned_at == -math.inf):
            try:
                self._look()
                self._log_problems()
            finally:
                self._scanning.release()

    def _may_show_pictures(self, content: Article | Page) -> bool:
        """Tell texts without any, which are most, without rendering them."""
        return bool(PICTURE_MARKS.search(self._shelf.body(content)))

    def _moved(self, slug: str, now: datetime) -> Article | None:
        found = self.formerly_at(f"{addresses.ARTICLES}/{slug}", now)
        return found if found and found.is_public(now) else None

    def _look(self, *, waits: bool = True) -> None:
        if not self._shared.is_lasting:  # what is found here is of no use to others
            self._show(is_changed=self._shelf.look())
            return
        with self._lookout.alone(waits=waits) as is_alone:
            self._show(is_changed=self._shelf.look() if is_alone else self._shelf.take_in())

    def _show(self, *, is_changed: bool) -> None:
        if is_changed:
            self._snapshot = self._shelf.snapshot(self._defaults)
            self.changed.set()
        self.album.take_in()
        self._scanned_at = time.monotonic()

    def _log_problems(self) -> None:
        problems = self._snapshot.problems
        for problem in problems:
            if problem not in self._logged:
                log.log(logging.ERROR if problem.is_error else logging.WARNING, "%s", problem)
        self._logged = set(problems)

    def _kept_or_rendered(self, content: Article | Page) -> Rendered:
        key = f"{content.digest} {content.language}"  # which the site may give, not the file
        if kept := self._renderings.find(key):
            return kept
        body = self._shelf.body(content)
        try:
            rendered = rendering.render(body, content.language)
        except Exception:  # extensions written by others may raise anything for odd text
            log.exception("%s: Python-Markdown crashed", content.path)
            mend = "simplify its Markdown; until then readers see it as it was typed"
            message = "the text cannot be rendered"
            self._crashes[content] = Problem(content.path, 1, message, mend, is_error=True)
            return rendering.plain(body)
        self._renderings.keep(key, rendered)
        return rendered


def opened(*, is_afresh: bool = False) -> Library:
    """Open the content folder of the application, and what is known of it."""
    ours, here = settings.current(), site.current()
    cache_file, secret = ours.instance_dir / CACHE, ours.secret_keys[0]
    defaults = Defaults(here.zone, here.language, here.comments.close_after_days)
    return Library(ours.content_dir, defaults, cache_file, secret, is_afresh=is_afresh)


def current() -> Library:
    """Return the library of the application that is being served, some two seconds old at most."""
    library = current_app.extensions[EXTENSION]
    assert isinstance(library, Library)  # noqa: S101 (narrows the type)
    library.refresh_if_stale()
    return library
