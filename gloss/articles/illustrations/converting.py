"""The background work on pictures: what pages will show is made before readers come."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app

from gloss import clock, settings
from gloss.articles import addresses, library
from gloss.articles.article import Article, Page
from gloss.articles.illustrations.album import Known
from gloss.articles.library import Library
from gloss.pictures import places, workshop
from gloss.pictures.outcomes import Refused
from gloss.pictures.places import Place
from gloss.pictures.problems import Unusable

NICENESS = 15  # readers first
PAUSE_SECONDS = 2.0
RESTS = 20  # times as long as it looked: at most 5 % of one processor
TROUBLE_PAUSE_SECONDS = 60.0
NAME_CHARACTERS = 40  # in UTF-8 short enough for every file system
KEPT_UNUSED = timedelta(days=2)  # old pages are in caches elsewhere, and drafts come and go
SWEEP_EVERY = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FAR_AHEAD = datetime.max.replace(tzinfo=UTC)  # pages beside the articles come first
log = logging.getLogger(library.EXTENSION)


class PictureWork:
    """Makes what texts show, and sweeps what none shows. For one thread."""

    def __init__(self, library: Library, folder: Path) -> None:
        """Describe the work; ``folder`` is to hold what is made."""
        self._library = library
        self._album = library.album
        self._folder = folder
        self._shown: dict[str, tuple[str, tuple[str, ...]]] = {}  # digest, pictures; by text
        self._told: set[str] = set()
        self._seen: set[str] = set()  # the folders of pictures that were there
        self._inode: int | None = None  # of the folder in which they were
        self._swept_at = LONG_AGO

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not stop.is_set():
            try:
                stop.wait(self._worked(stop))
            except workshop.CannotWrite as fault:
                self._tell(f"{self._folder}: {fault}; pages show their pictures as they are")
                stop.wait(TROUBLE_PAUSE_SECONDS)
            except Exception:  # whatever it was, other pictures wait
                log.exception("The work on pictures failed; it is tried again in a minute.")
                stop.wait(TROUBLE_PAUSE_SECONDS)

    def step(self, stop: threading.Event) -> bool:
        """Convert the first picture that waits, of the newest text; tell whether there was one.

        :raises workshop.CannotWrite: if nothing can be stored.
        """
        self._library.refresh_if_stale()
        self._look_after_folder()
        for picture in self._pictures(stop):
            if place := self._waiting(picture):
                return self._convert(place, stop)
        return False

    def sweep(self, now: datetime) -> None:
        """Forget and delete what no text shows; for a time when no step is left."""
        used = {picture for _, pictures in self._shown.values() for picture in pictures}
        self._album.forget(self._album.pictures() - used)
        digests = self._album.digests()
        for made in self._folder.glob("*"):
            is_old = made.stat().st_mtime < (now - KEPT_UNUSED).timestamp()
            if is_old and made.name not in digests:
                shutil.rmtree(made, ignore_errors=True)
                self._seen.discard(made.name)

    def _worked(self, stop: threading.Event) -> float:
        """Do one thing, and return for how many seconds to rest."""
        started, now = time.monotonic(), clock.now()
        if self.step(stop):
            return 0.0
        if abs(now - self._swept_at) >= SWEEP_EVERY and not stop.is_set():
            self.sweep(now)
            self._swept_at = now
        return max(PAUSE_SECONDS, (time.monotonic() - started) * RESTS)

    def _look_after_folder(self) -> None:
        """Look for all pictures again if somebody deleted the folder."""
        try:
            inode = self._folder.stat().st_ino
        except OSError:
            inode = None
        if inode != self._inode:
            self._seen.clear()
            self._inode = inode

    def _pictures(self, stop: threading.Event) -> Iterator[str]:
        """Go through the pictures of all texts."""
        contents = self._library.contents()
        for path in self._shown.keys() - {content.path for content in contents}:
            del self._shown[path]
        for content in sorted(contents, key=_published, reverse=True):
            if stop.is_set():
                return
            yield from self._of_text(content)

    def _of_text(self, content: Article | Page) -> tuple[str, ...]:
        digest, pictures = self._shown.get(content.path, ("", ()))
        if digest != content.digest:
            self._library.step_aside()
            try:
                pictures = self._library.pictures(content)
                for problem in self._library.picture_problems(content):
                    self._tell(str(problem))
            except (LookupError, OSError):  # it has changed since: the next step sees how
                return pictures
            self._shown[content.path] = content.digest, pictures
        return pictures

    def _waiting(self, picture: str) -> Place | None:
        """Return where ``picture`` lies if something is to be made of it."""
        known = self._album.known(picture)
        root = self._library.content_dir
        if known and known.state == places.state(root, picture) and self._is_there(known):
            return None
        try:
            place = places.find(root, picture)
        except Unusable:  # its text was reported
            return None
        return place if place.suffix in places.PICTURES else None

    def _is_there(self, known: Known) -> bool:
        """Tell whether what was made is in its folder still; it is looked for once."""
        outcome = known.outcome
        if isinstance(outcome, Refused) or not outcome.widths or outcome.digest in self._seen:
            return True
        if not (self._folder / outcome.digest).is_dir():
            return False
        self._seen.add(outcome.digest)
        return True

    def _convert(self, place: Place, stop: threading.Event) -> bool:
        name = addresses.slug(place.location.stem)[:NAME_CHARACTERS].strip("-") or "picture"
        outcome = workshop.convert(place.location, self._folder, name, stop)
        if outcome is None:
            return False
        if isinstance(outcome, Refused):
            self._tell(f"content/{place.path}: {outcome.message} -> {outcome.mend}")
        self._album.keep(place.path, Known(place.state, outcome))
        return True

    def _tell(self, problem: str) -> None:
        if problem not in self._told:
            self._told.add(problem)
            log.warning("%s", problem)


def start(stop: threading.Event) -> threading.Thread:
    """Work on the pictures of the application beside what else is done, until told to stop."""
    ours: Library = current_app.extensions[library.EXTENSION]
    work = PictureWork(ours, settings.current().instance_dir / library.PICTURES)
    thread = threading.Thread(target=work.run, args=[stop], name="pictures", daemon=True)
    thread.start()
    return thread


def _published(content: Article | Page) -> datetime:
    return content.published if isinstance(content, Article) else FAR_AHEAD
