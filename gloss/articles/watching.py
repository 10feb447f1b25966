"""The background work looks at the files for all processes of a node, so that no server must."""

import logging
import time
from threading import Event, Thread

from flask import current_app

from gloss.articles import library
from gloss.articles.library import Library

PERIOD_SECONDS = 0.85  # from one look to the next: with what follows, less than two
REST_SECONDS = 0.3  # at least; a look at 100,000 files takes half a second
log = logging.getLogger(library.EXTENSION)


def start(stop: Event) -> Thread:
    """Look again and again beside what else is done, until told to stop."""
    ours: Library = current_app.extensions[library.EXTENSION]
    thread = Thread(target=_watch, args=[ours, stop], name="watcher", daemon=True)
    thread.start()
    return thread


def _watch(ours: Library, stop: Event) -> None:
    rest_seconds = 0.0
    while not stop.wait(rest_seconds):
        began = time.monotonic()
        try:
            ours.watch()
        except Exception:  # whatever it was, files must be looked at again
            log.exception("Looking at the articles failed; it is tried again in a second.")
        rest_seconds = max(REST_SECONDS, began + PERIOD_SECONDS - time.monotonic())
