"""Searches that found nothing, so that publishers learn what their readers miss."""

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from unicodedata import normalize

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.articles.models import LONGEST_QUERY, UnansweredSearch

EXTENSION = "gloss.searches"
MOST_KEPT = 300  # rows; the rarest make room, and of these the oldest
KEPT_FOR = timedelta(days=180)  # after the last time
MOST_WAITING = 100  # different searches between two writes
BETWEEN_WRITES_SECONDS = 10
PERSONAL = re.compile(r"\S@\S|@\w|https?:|www\.|(?:\d[\W_]*){6}")  # addresses, and long numbers


_ORDER = UnansweredSearch.count.desc(), UnansweredSearch.last_at.desc(), UnansweredSearch.query


class Unanswered:
    """Gathers searches in memory, to be written a few times a minute. Safe between threads."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._written_at = float("-inf")  # on the monotonic clock
        self._lock = Lock()

    def add(self, typed: str) -> None:
        """Count a search, unless it may tell who searched."""
        query = " ".join(normalize("NFKC", typed).casefold().split())[:LONGEST_QUERY]
        if not query or PERSONAL.search(query) or not query.isprintable():
            return
        with self._lock:
            if query in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[query] += 1

    def take(self) -> Mapping[str, int]:
        """Return how often each was searched, once it is time to write; they are forgotten here."""
        with self._lock:
            if time.monotonic() - self._written_at < BETWEEN_WRITES_SECONDS:
                return {}
            self._written_at = time.monotonic()
            taken, self._waiting = self._waiting, Counter()
            return taken


def note(session: Session, counts: Mapping[str, int], now: datetime) -> None:
    """Add to what is kept; what was not asked for in a long time is forgotten."""
    session.execute(delete(UnansweredSearch).where(UnansweredSearch.last_at <= now - KEPT_FOR))
    for query, count in sorted(counts.items()):  # in one order: two transactions never cross
        database.insert_if_new(session, UnansweredSearch, query=query, count=0, last_at=now)
        raised = update(UnansweredSearch).where(UnansweredSearch.query == query)
        session.execute(raised.values(count=UnansweredSearch.count + count, last_at=now))
    kept = select(UnansweredSearch.query).order_by(*_ORDER).limit(MOST_KEPT)
    session.execute(delete(UnansweredSearch).where(UnansweredSearch.query.not_in(kept)))


def listed(session: Session) -> Sequence[UnansweredSearch]:
    """List what was searched in vain, the most frequent first."""
    return session.scalars(select(UnansweredSearch).order_by(*_ORDER)).all()


def current() -> Unanswered:
    """Return what the application that is being served has gathered."""
    unanswered = current_app.extensions[EXTENSION]
    assert isinstance(unanswered, Unanswered)  # noqa: S101 (narrows the type)
    return unanswered
