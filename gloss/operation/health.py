"""How this server is: what a monitor, a load balancer and an operator ask."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gloss import database, heartbeats

LEAST_FREE_BYTES = 200 * 1024 * 1024  # an evening of comments, mail and resized pictures


@dataclass(frozen=True)
class Check:
    """One thing that has to be well, and what to do when it is not."""

    name: str
    mend: str = ""  # empty: it is well

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done about it."""
        return not self.mend


def checks(session: Session, folder: Path, now: datetime) -> tuple[Check, ...]:
    """Look at all that the site needs beyond its articles, which are served without any of it.

    :param folder: where database and caches lie.
    """
    return (*_database_and_work(session, now), _disk(folder))


def _database_and_work(session: Session, now: datetime) -> Iterator[Check]:
    try:
        done_at = heartbeats.last(session)
    except database.UNAVAILABLE:
        yield Check("database", "It does not answer: comments and moderation wait for it.")
        yield Check("background work", "Unknown while the database does not answer.")
        return
    yield Check("database")
    is_late = heartbeats.is_late(done_at, now)
    late = "It has not come round for minutes: see the log, and whether `flask work` runs."
    yield Check("background work", late if is_late else "")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE_BYTES:
        return Check("disk")
    return Check("disk", f"Only {free // 1024**2} MB are free where INSTANCE_DIR lies: make room.")
