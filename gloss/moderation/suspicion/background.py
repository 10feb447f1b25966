"""The background work on comments that wait: learn from decisions, then look at what is new."""

import logging
import os
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app

from gloss import clock, database, settings, site
from gloss.moderation.suspicion import assessing, freely, lessons
from gloss.spam import kept
from gloss.spam.kept import Learnt

log = logging.getLogger(__name__)

FILE = Path("cache", "spam.weights")
NICENESS = 10  # readers and writers first
PAUSE_SECONDS = 1.0
TROUBLE_PAUSE_SECONDS = 30.0
CHANGES_EVERY = timedelta(minutes=1)
REBUILT_EVERY = timedelta(days=1)


class SpamWork:
    """Learns and assesses. For one thread, with the application's context."""

    def __init__(self, file: Path) -> None:
        """Describe the work; ``file`` keeps the model for the servers beside us."""
        self._file = file
        self._learnt = kept.load(file) or Learnt()
        self._looked_at = 0  # the newest comment that was looked at
        self._lack_scores = True  # some that wait may
        self._proven_up_to = 0  # the last proven comment that was looked at
        self._looked_for_changes_at = kept.LONG_AGO

    def step(self, now: datetime) -> bool:
        """Learn some decisions and assess some comments; tell whether there may be more."""
        if abs(now - self._learnt.rebuilt_at) >= REBUILT_EVERY or self._is_of_another_database():
            self._rebuild(now)
        if abs(now - self._looked_for_changes_at) >= CHANGES_EVERY:
            self._forget_changed(now)
        has_learnt = self._learn()
        has_assessed = self._assess(now) or self._score()
        self._let_the_proven_speak(now)
        database.db.session.rollback()  # keep no transaction open, and see what others commit
        return has_learnt or has_assessed

    def _rebuild(self, now: datetime) -> None:
        self._learnt = lessons.rebuilt(database.db.session(), now)
        kept.save(self._file, self._learnt)
        database.write(assessing.forget_scores, is_public=False)
        self._lack_scores = True

    def _forget_changed(self, now: datetime) -> None:
        self._looked_for_changes_at = now
        changed = assessing.changed(database.db.session())
        if changed:
            database.write(lambda s: assessing.forget(s, changed), is_public=False)
            self._looked_at = 0

    def _is_of_another_database(self) -> bool:
        """Tell whether we know decisions that are not there: then a backup was brought back."""
        return self._learnt.last_decision > lessons.newest(database.db.session())

    def _learn(self) -> bool:
        was_ready = self._learnt.model.is_ready
        count = lessons.follow(database.db.session(), self._learnt)
        if count:
            kept.save(self._file, self._learnt)
        if self._learnt.model.is_ready and not was_ready:
            self._lack_scores = True
        return count > 0

    def _assess(self, now: datetime) -> bool:
        session = database.db.session()
        newest = assessing.newest(session)
        comments = assessing.unassessed(session, self._looked_at - assessing.OVERLAP)
        if not comments:
            self._looked_at = newest
            return False
        found = assessing.found(session, self._learnt.model, comments)
        database.write(lambda writing: assessing.keep(writing, found, now), is_public=False)
        self._let_speak([one.comment_id for one in found], now)
        return True

    def _let_the_proven_speak(self, now: datetime) -> None:
        """Look at proven comments in turn: proof may come long after a comment."""
        proven = freely.proven(database.db.session(), self._proven_up_to)
        self._let_speak(proven, now)
        self._proven_up_to = proven[-1] if len(proven) == freely.AT_ONCE else 0

    def _let_speak(self, ids: Sequence[int], now: datetime) -> None:
        """Publish those of some comments that their articles' policy lets through."""
        here = site.current()
        if ids and freely.allowed(database.db.session(), here, ids, now):
            database.write(lambda session: freely.publish(session, here, ids, now))

    def _score(self) -> bool:
        """Score some comments that came before the model was ready, or was built anew."""
        if not (self._lack_scores and self._learnt.model.is_ready):
            return False
        comments = assessing.unscored(database.db.session())
        self._lack_scores = bool(comments)
        if comments:
            scores = assessing.scores(self._learnt.model, comments)
            database.write(lambda s: assessing.keep_scores(s, scores), is_public=False)
        return bool(comments)


def start(stop: threading.Event) -> threading.Thread:
    """Work beside what else is done, until told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_run, args=[app, stop], name="spam", daemon=True)
    thread.start()
    return thread


def _run(app: Flask, stop: threading.Event) -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    with app.app_context():
        work = SpamWork(settings.current().instance_dir / FILE)
        while not stop.is_set():
            stop.wait(_worked(work))


def _worked(work: SpamWork) -> float:
    """Do one step; return the seconds to rest."""
    try:
        return 0.0 if work.step(clock.now()) else PAUSE_SECONDS
    except (database.Unavailable, *database.UNAVAILABLE) as fault:
        log.warning("Comments are assessed later: the database is away (%s)", fault)
    except Exception:  # whatever it was, it is tried again
        log.exception("The work on comments that wait failed; it is tried again in a while.")
    database.db.session.rollback()
    return TROUBLE_PAUSE_SECONDS
