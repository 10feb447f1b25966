"""The follower: one thread of a server process looks for changes, so that no request has to."""

import logging
from threading import Event, Thread

from flask import Flask

from gloss.reading.edition import LOOK_SECONDS, Edition
from gloss.reading.page_cache import PageCache

IMPROVED_AT_ONCE = 8  # pages packed better each second, 16 ms of processor time each
log = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Follow files and threads from now on, for as long as the process lives."""
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.follow()
    Thread(target=_follow, args=[cache, cache.edition], name="follower", daemon=True).start()


def _follow(cache: PageCache, edition: Edition) -> None:
    pause = Event()
    while not pause.wait(LOOK_SECONDS):
        try:
            edition.follow()
            cache.pages.improve(IMPROVED_AT_ONCE)
        except Exception:  # whatever it was, the site must go on following its files
            log.exception("Looking for changes failed; it is tried again in a second.")
