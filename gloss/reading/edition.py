"""The edition: what the whole site shows now, as far as this process knows.

It gets a new number whenever something public may have changed anywhere: a file, a thread, or the
clock passing the moment of a publication. A page kept from an earlier edition is looked at again.
"""

import math
import time
from threading import Lock

from flask import Flask

from gloss import clock, database
from gloss.articles.library import EXTENSION as LIBRARY
from gloss.articles.library import Library
from gloss.comments import revisions

LOOK_SECONDS = 1.0
SHARED_SECONDS = 1.0  # how long caches between us and readers may keep a page
SET_BACK_SECONDS = 1.0  # requests side by side disagree by less about what time it is


class Edition:
    """What this process knows of files and threads; safe between threads."""

    def __init__(self, app: Flask) -> None:
        self.library: Library = app.extensions[LIBRARY]
        with app.app_context():
            self._engine = database.db.engine
        self._threads: dict[str, int] = {}
        self._newest_revision = 0
        self._number = 0
        self._looked_at = -math.inf  # on the monotonic clock
        self._earliest = 0.0  # in seconds since 1970; before it, the clock was set back
        self._next_change_at = math.inf
        self.brief_from = math.inf  # something changes by itself before shared caches ask again
        self._is_followed = False  # a thread looks, so that requests need not
        self._renewing = Lock()

    def thread_revision(self, article_id: str) -> int:
        """Return the last public change of an article's thread; 0 if there was none."""
        return self._threads.get(article_id, 0)

    def number(self, seconds: float) -> int:
        """Return the number of the edition at a moment; takes a quarter of a microsecond.

        What this process wrote is seen at once; what others did, within ``LOOK_SECONDS``.

        :param seconds: since 1970, about now.
        """
        if not self._is_followed and time.monotonic() - self._looked_at >= LOOK_SECONDS:
            self.look()
        if (
            not self._earliest <= seconds < self._next_change_at  # or the clock was set back
            or database.written.is_set()
            or self.library.changed.is_set()
        ):
            self._renew(seconds)
        return self._number

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

    def _take_in_revisions(self) -> None:
        with self._renewing:
            self._number += self._read_revisions()

    def _renew(self, seconds: float) -> None:
        with self._renewing:
            database.written.clear()
            self.library.changed.clear()
            self._earliest = seconds - SET_BACK_SECONDS
            change = self.library.snapshot.next_change(clock.moment(seconds))
            self._next_change_at = change.timestamp() if change else math.inf
            self.brief_from = self._next_change_at - SHARED_SECONDS
            self._read_revisions()
            self._number += 1

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
