"""How this server is: what a monitor, a load balancer and an operator ask."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gloss import database, heartbeats, nodes
from gloss.settings import Settings

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


def checks(
    session: Session, ours: Settings, began_at: datetime, now: datetime
) -> tuple[Check, ...]:
    """Look at all that the site needs beyond its articles, which are served without any of it.

    :param began_at: when this server started.
    """
    return (*_of_database(session, ours, began_at, now), _disk(ours.instance_dir))


def _of_database(
    session: Session, ours: Settings, began_at: datetime, now: datetime
) -> Iterator[Check]:
    try:
        done_at = heartbeats.last(session)
        unfit = nodes.troubles(session, ours, began_at, now)
    except database.UNAVAILABLE:
        yield Check("database", "It does not answer: comments and moderation wait for it.")
        yield Check("background work", "Unknown while the database does not answer.")
        return
    yield Check("database")
    is_late = heartbeats.is_late(done_at, now)
    late = "It has not come round for minutes: see the log, and whether `flask work` runs."
    yield Check("background work", late if is_late else "")
    yield Check("other servers", " ".join(unfit))


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE_BYTES:
        return Check("disk")
    return Check("disk", f"Only {free // 1024**2} MB are free where INSTANCE_DIR lies: make room.")
