"""How many people get past the captcha at their first try, by each way.

Counted in memory, and added to the database a few times a minute: no visitor waits for it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gloss.captcha.models import WayTally
from gloss.captcha.ways import Attempt, Way
from gloss.database import DIALECTS

EXTENSION = "gloss.captcha.tallies"
KEPT = timedelta(days=400)
LOOKED_AT = timedelta(days=30)
ENOUGH = 20  # first tries; fewer say nothing
LEAST_SHARE = 0.8  # below it a way shuts people out

Counted = Counter[tuple[date, Way, str]]  # by day, way, and column of the table


class Tallies:
    """What one process has counted and not yet stored; safe between threads."""

    def __init__(self) -> None:
        self._counted: Counted = Counter()
        self._lock = Lock()

    def count(self, way: Way, what: str, now: datetime) -> None:
        """Count one ``shown``, ``right`` or ``wrong``."""
        with self._lock:
            self._counted[now.astimezone(UTC).date(), way, what] += 1

    def take(self) -> Counted:
        """Hand over what was counted, and begin anew."""
        with self._lock:
            taken, self._counted = self._counted, Counter()
        return taken

    def give_back(self, counted: Counted) -> None:
        """Take in again what could not be stored."""
        with self._lock:
            self._counted += counted


class Success(NamedTuple):
    """How one way does."""

    way: Way
    shown: int
    right: int
    wrong: int

    @property
    def tries(self) -> int:
        """How many answered."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The share of first tries that passed, from 0 to 1, if there were any."""
        return self.right / self.tries if self.tries else None

    @property
    def is_low(self) -> bool:
        """Whether it shuts people out, as far as one can tell."""
        return self.tries >= ENOUGH and self.right < LEAST_SHARE * self.tries


def current() -> Tallies:
    """Return what the process that serves this application counts."""
    tallies = current_app.extensions[EXTENSION]
    assert isinstance(tallies, Tallies)  # noqa: S101 (narrows the type)
    return tallies


def answered(attempt: Attempt, now: datetime) -> None:
    """Count an answer, if it is a first try."""
    if attempt.is_first:
        current().count(attempt.way, "right" if attempt.is_right else "wrong", now)


def add(session: Session, counted: Counted) -> None:
    """Add what was counted to what is stored."""
    insert = DIALECTS[session.get_bind().dialect.name].insert
    for (day, way, what), number in sorted(counted.items(), key=str):
        zero = {"shown": 0, "right": 0, "wrong": 0}
        new = insert(WayTally).values(day=day, way=way.value, **zero | {what: number})
        column = getattr(WayTally, what)
        more = new.on_conflict_do_update(
            index_elements=["day", "way"], set_={what: column + number}
        )
        session.execute(more)


def lately(session: Session, now: datetime) -> Sequence[Success]:
    """Return how each way did within ``LOOKED_AT``, in the order of ``Way``."""
    since = (now - LOOKED_AT).astimezone(UTC).date()
    sums = [func.sum(column) for column in (WayTally.shown, WayTally.right, WayTally.wrong)]
    found = select(WayTally.way, *sums).where(WayTally.day >= since).group_by(WayTally.way)
    stored = {way: tuple(map(int, counts)) for way, *counts in session.execute(found)}
    return [Success(way, *stored.get(way.value, (0, 0, 0))) for way in Way]


def sweep(session: Session, now: datetime) -> None:
    """Forget what is older than ``KEPT``."""
    session.execute(delete(WayTally).where(WayTally.day < (now - KEPT).astimezone(UTC).date()))
