"""The edition: what the whole site shows now, as far as this process knows.

It gets a new number whenever something public may have changed anywhere: a file, a thread, or the
clock passing the moment of a publication. A page kept from an earlier edition is looked at again.
"""

import math
import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from flask import Flask

from gloss import database
from gloss.articles.library import EXTENSION as LIBRARY
from gloss.articles.library import Library
from gloss.comments import revisions

LOOK_SECONDS = 1.0
SHARED_SECONDS = timedelta(seconds=1)  # how long caches between us and readers may keep a page
SET_BACK = timedelta(seconds=1)  # requests side by side disagree by less about what time it is


class Edition:
    """What this process knows of files and threads; safe between threads."""

    def __init__(self, app: Flask) -> None:
        self.library: Library = app.extensions[LIBRARY]
        with app.app_context():
            self._engine = database.db.engine
        self._threads: dict[str, int] = {}
        self._newest_revision = 0
        self._number = 0
        self._seen: tuple[object, int, int] = (None, 0, 0)  # snapshot, changes of pictures, anchors
        self._looked_at = -math.inf  # on the monotonic clock
        self._earliest = datetime.min.replace(tzinfo=UTC)  # before it, the clock was set back
        self._next_change_at: datetime | None = None
        self._is_followed = False  # a thread looks, so that requests need not
        self._renewing = Lock()

    def thread_revision(self, article_id: str) -> int:
        """Return the last public change of an article's thread; 0 if there was none."""
        return self._threads.get(article_id, 0)

    def number(self, now: datetime) -> int:
        """Return the number of the present edition; takes about a microsecond.

        What this process wrote is seen at once; what others did, within ``LOOK_SECONDS``.
        """
        if not self._is_followed and time.monotonic() - self._looked_at >= LOOK_SECONDS:
            self.look()
        if self._is_over(now) or database.written.is_set() or self._shown() != self._seen:
            self._renew(now)
        return self._number

    def is_about_to_change(self, now: datetime) -> bool:
        """Tell whether something changes by itself before shared caches would ask again."""
        moment = self._next_change_at
        return moment is not None and moment - now <= SHARED_SECONDS

    def begin(self) -> None:
        """Take in what others knew; from now on a thread follows, and no request has to look."""
        self._is_followed = True
        self.library.begin()
        self._take_in_revisions()

    def follow(self) -> None:
        """Take in what others changed: for a thread that calls this again and again."""
        self.library.follow()
        self._take_in_revisions()

    def look(self) -> None:
        """Take in what others changed on disk and in the database."""
        self._looked_at = time.monotonic()
        self.library.refresh()
        self._take_in_revisions()

    def _is_over(self, now: datetime) -> bool:
        """Tell whether something has changed by itself, or the clock was set back."""
        moment = self._next_change_at
        is_past = moment is not None and now >= moment
        return is_past or now < self._earliest

    def _take_in_revisions(self) -> None:
        with self._renewing:
            self._number += self._read_revisions()

    def _renew(self, now: datetime) -> None:
        with self._renewing:
            database.written.clear()
            self._seen = self._shown()
            self._earliest = now - SET_BACK
            self._next_change_at = self.library.snapshot.next_change(now)
            self._read_revisions()
            self._number += 1

    def _shown(self) -> tuple[object, int, int]:
        library = self.library
        return library.snapshot, library.album.changes, library.anchors.changes

    def _read_revisions(self) -> bool:
        """Ask for newer revisions; while the database is away, what is known stays."""
        try:
            with self._engine.connect() as connection:
                newer = revisions.newer_than(connection, self._newest_revision)
        except database.UNAVAILABLE:
            return False
        self._threads.update(newer)
        self._newest_revision = max(newer.values(), default=self._newest_revision)
        return bool(newer)
