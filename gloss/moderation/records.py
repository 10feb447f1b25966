"""The log of decisions, searched by who decided, what came of it, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from gloss.comments.models import Decision, State

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 1_000
COLUMNS = ("when", "who", "comment", "from", "to", "why", "what the writer was told", "undoes")


@dataclass(frozen=True)
class Wanted:
    """Which decisions to show."""

    moderator_id: int | None = None
    to_state: State | None = None
    since: datetime | None = None
    until: datetime | None = None  # itself not included

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a decision has to meet."""
        met: list[ColumnElement[bool]] = []
        if self.moderator_id:
            met.append(Decision.moderator_id == self.moderator_id)
        if self.to_state:
            met.append(Decision.to_state == self.to_state)
        if self.since:
            met.append(Decision.decided_at >= self.since)
        if self.until:
            met.append(Decision.decided_at < self.until)
        return met


def page(
    session: Session, wanted: Wanted, before: int | None = None, size: int = PAGE_SIZE
) -> Sequence[Decision]:
    """Return at most ``size`` decisions made before the decision ``before``, newest first."""
    older = [Decision.id < before] if before else []
    found = select(Decision).where(*wanted.conditions(), *older)
    return session.scalars(found.order_by(Decision.id.desc()).limit(size)).all()


def table(engine: Engine, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Yield the columns' names and one row for each decision: ids and reasons, no text."""
    yield COLUMNS
    before = None
    with Session(engine) as session:
        while made := page(session, wanted, before, EXPORTED_AT_ONCE):
            yield from map(_row, made)
            before = made[-1].id
            session.expunge_all()  # what is written out needs no memory any more


def _row(decision: Decision) -> tuple[object, ...]:
    return (
        decision.decided_at.isoformat(),
        decision.moderator.name if decision.moderator else "",
        decision.comment_id,
        decision.from_state.value,
        decision.to_state.value,
        decision.why,
        decision.told,
        decision.undoes_id,
    )
