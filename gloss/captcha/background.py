"""What a serving process counts about the captcha, stored a few times a minute."""

import logging
from threading import Event, Thread

from flask import Flask

from gloss import database
from gloss.captcha import tallies

PAUSE_SECONDS = 15  # what is lost at most when the process is killed
log = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Store what ``app`` counts, for as long as the process lives."""
    Thread(target=_follow, args=[app], name="tallies", daemon=True).start()


def store() -> None:
    """Store what was counted since the last time; while the database is away, it waits."""
    counted = tallies.current().take()
    if not counted:
        return
    try:
        database.write(lambda session: tallies.add(session, counted), is_public=False)
    except database.Unavailable as fault:
        tallies.current().give_back(counted)
        log.warning("Counts of the captcha wait: the database is away (%s)", fault)


def _follow(app: Flask) -> None:
    pause = Event()
    while not pause.wait(PAUSE_SECONDS):
        try:
            with app.app_context():
                store()
        except Exception:  # whatever it was, counting goes on
            log.exception("Storing counts of the captcha failed; it is tried again in a moment.")
