"""Signs of life: the background work writes down when it was last done to its end."""

from datetime import datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from gloss.database import Model, UtcDateTime

SWEEPS = "sweeps"
LATE = timedelta(minutes=5)  # the work comes round once a minute


class Heartbeat(Model):
    """When a kind of background work was last done to its end."""

    __tablename__ = "heartbeat"

    work: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


def swept(session: Session, now: datetime) -> None:
    """Write down that all sweeps were done."""
    session.merge(Heartbeat(work=SWEEPS, done_at=now))


def last(session: Session) -> datetime | None:
    """Return when any background work was last done; ``None`` before the first time."""
    return session.scalar(select(func.max(Heartbeat.done_at)))


def is_late(done_at: datetime | None, now: datetime) -> bool:
    """Tell whether the background work should have come round by now."""
    return done_at is None or now - done_at > LATE
