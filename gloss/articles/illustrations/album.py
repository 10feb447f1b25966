"""What is known of the pictures that texts show, across restarts and between processes.

The background work writes it, servers read what is new. Each text counts what changed in its
pictures, so that a page which shows them has another key once they do.
"""

import logging
from collections import Counter
from threading import Event, Lock
from typing import NamedTuple

from gloss.articles.cache import Cache
from gloss.pictures.outcomes import Made
from gloss.pictures.workshop import OUTCOME, Outcome

NEWER = "SELECT number, path, state, outcome FROM picture WHERE number > ? ORDER BY number"
KEEP = "INSERT OR REPLACE INTO picture (path, state, outcome) VALUES (?, ?, ?)"
log = logging.getLogger("gloss.articles")


class Known(NamedTuple):
    """One picture, as it was when it was last converted."""

    state: str
    outcome: Outcome


class Album:
    """Pictures by their path within the content folder. Safe between threads."""

    def __init__(self, cache: Cache, changed: Event) -> None:
        """Begin without a picture.

        :param changed: is set whenever anything is learnt of one.
        """
        self._cache = cache
        self._changed = changed
        self._known: dict[str, Known] = {}
        self._by_digest: dict[str, str] = {}
        self._newest_row = 0
        self._users: dict[str, set[str]] = {}  # of each picture, the texts that show it
        self._revisions: Counter[str] = Counter()
        self._changing = Lock()

    def known(self, picture: str) -> Known | None:
        """Return what is known of ``picture``."""
        return self._known.get(picture)

    def use(self, picture: str, text: str) -> Known | None:
        """Note that ``text`` shows ``picture``, and return what is known of it."""
        with self._changing:
            self._users.setdefault(picture, set()).add(text)
            return self._known.get(picture)

    def revision(self, text: str) -> int:
        """Count the changes of the pictures that ``text`` shows, since this process started."""
        return self._revisions[text]

    def take_in(self) -> None:
        """Read what other processes learnt."""
        with self._changing:
            if self._is_made_anew():
                self._newest_row = 0
            for number, picture, state, outcome in self._cache.rows(NEWER, self._newest_row):
                self._newest_row = max(number, self._newest_row)
                self._learn(picture, Known(state, OUTCOME.validate_json(outcome)))

    def keep(self, picture: str, known: Known) -> None:
        """Write down what was learnt of ``picture``, for all processes."""
        row = picture, known.state, OUTCOME.dump_json(known.outcome)
        self._cache.write((KEEP, [row]))
        with self._changing:
            self._learn(picture, known)

    def forget(self, pictures: set[str]) -> None:
        """Drop what is known of pictures that no text shows any more."""
        with self._changing:
            self._cache.write(("DELETE FROM picture WHERE path = ?", [(p,) for p in pictures]))
            for picture in pictures:
                self._known.pop(picture, None)

    def source_of(self, digest: str, file: str) -> str | None:
        """Return the path of the picture of which ``file`` was made, in the folder ``digest``."""
        picture = self._by_digest.get(digest, "")
        known = self._known.get(picture)
        is_of_it = known and isinstance(known.outcome, Made) and file in known.outcome.files()
        return picture if is_of_it else None

    def pictures(self) -> set[str]:
        """Return the paths of all pictures of which something is known."""
        return set(self._known)

    def digests(self) -> set[str]:
        """Return the names of all folders that hold the files of a picture."""
        outcomes = (known.outcome for known in tuple(self._known.values()))
        return {outcome.digest for outcome in outcomes if isinstance(outcome, Made)}

    def _is_made_anew(self) -> bool:
        """Tell whether the table was thrown away since it was read: its rows count from 1 again."""
        found = self._cache.rows("SELECT max(number) FROM picture")
        return any((newest or 0) < self._newest_row for (newest,) in found)

    def _learn(self, picture: str, known: Known) -> None:
        if self._known.get(picture) != known:
            self._known[picture] = known
            if isinstance(known.outcome, Made):
                self._by_digest[known.outcome.digest] = picture
            self._revisions.update(self._users.get(picture, ()))
            self._changed.set()
