"""Signs of life: when the background work and a backup were last done to their end."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from gloss.database import Model, UtcDateTime, upsert

SWEEPS = "sweeps"
BACKUP = "backup"
LATE = timedelta(minutes=5)  # the work comes round once a minute
OLD = timedelta(days=8)  # of a backup: one that is made each week may be a day late


class Heartbeat(Model):
    """When a kind of work was last done to its end."""

    __tablename__ = "heartbeat"

    work: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


def swept(session: Session, now: datetime) -> None:
    """Write down that all sweeps were done."""
    upsert(session, Heartbeat, work=SWEEPS, done_at=now)


def backed_up(session: Session, now: datetime) -> None:
    """Write down that a backup was made, of how it was ``now``."""
    upsert(session, Heartbeat, work=BACKUP, done_at=now)


def last(session: Session) -> datetime | None:
    """Return when the background work was last done; ``None`` before the first time."""
    return _done(session, SWEEPS)


def last_backup(session: Session) -> datetime | None:
    """Return of when the last backup is; ``None`` if none was ever made."""
    return _done(session, BACKUP)


def is_late(done_at: datetime | None, now: datetime) -> bool:
    """Tell whether the background work should have come round by now.

    A moment in the future was told by a wrong clock, and says nothing.
    """
    return done_at is None or abs(now - done_at) > LATE


def is_old(backed_up_at: datetime | None, now: datetime) -> bool:
    """Tell whether there should be a newer backup by now."""
    return backed_up_at is None or now - backed_up_at > OLD


def _done(session: Session, work: str) -> datetime | None:
    return session.scalar(select(Heartbeat.done_at).where(Heartbeat.work == work))
