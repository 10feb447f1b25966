"""The log of decisions, searched by who decided, what came of it, when, and words of reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from gloss.comments.models import WITH_REASONS, Decision, State

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 1_000
LOOKED_AT = 5_000  # reasons, for words in them
COLUMNS = ("when", "who", "comment", "from", "to", "why", "what the writer was told", "undoes")


@dataclass(frozen=True)
class Wanted:
    """Which decisions to show."""

    moderator_id: int | None = None
    by_nobody: bool = False  # by Gloss itself, or by the writer
    to_state: State | None = None
    since: datetime | None = None
    until: datetime | None = None  # itself not included
    words: str = ""  # of the reasons, for moderators or for the writer

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a decision has to meet, beside its words."""
        met: list[ColumnElement[bool]] = []
        if self.moderator_id:
            met.append(Decision.moderator_id == self.moderator_id)
        if self.by_nobody:
            met.append(Decision.moderator_id.is_(None))
        if self.to_state:
            met.append(Decision.to_state == self.to_state)
        if self.since:
            met.append(Decision.decided_at >= self.since)
        if self.until:
            met.append(Decision.decided_at < self.until)
        return met

    def is_said(self, why: str, told: str) -> bool:
        """Tell whether reasons hold the words, in capitals or not."""
        return self.words.casefold() in f"{why}\n{told}".casefold()


@dataclass(frozen=True)
class Page:
    """Some of the decisions asked for, the newest first."""

    decisions: Sequence[Decision]
    before: int | None  # the id before which there may be more; none: these were the last


def page(
    session: Session, wanted: Wanted, before: int | None = None, size: int = PAGE_SIZE
) -> Page:
    """Return at most ``size`` decisions made before the decision ``before``.

    For words it looks through ``LOOKED_AT`` reasons: a page may be empty, and yet not the last.
    """
    older = [Decision.id < before] if before else []
    if wanted.words:
        return _page_with_words(session, wanted, older, size)
    found = select(Decision).where(*wanted.conditions(), *older)
    made = session.scalars(found.order_by(Decision.id.desc()).limit(size)).all()
    return Page(made, made[-1].id if len(made) == size else None)


def table(engine: Engine, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Yield the columns' names and one row for each decision: ids and reasons, no text."""
    yield COLUMNS
    before, is_last = None, False
    with Session(engine) as session:
        while not is_last:
            found = page(session, wanted, before, EXPORTED_AT_ONCE)
            yield from map(_row, found.decisions)
            before, is_last = found.before, found.before is None
            session.expunge_all()  # what is written out needs no memory any more


def _page_with_words(
    session: Session, wanted: Wanted, older: list[ColumnElement[bool]], size: int
) -> Page:
    reasons = select(Decision.id, Decision.why, Decision.told).where(WITH_REASONS, *older)
    looked_at = session.execute(
        reasons.where(*wanted.conditions()).order_by(Decision.id.desc()).limit(LOOKED_AT)
    ).all()
    ids = [row.id for row in looked_at if wanted.is_said(row.why, row.told)][:size]
    found = select(Decision).where(Decision.id.in_(ids)).order_by(Decision.id.desc())
    made = session.scalars(found).all()
    if len(ids) == size:
        return Page(made, ids[-1])
    return Page(made, looked_at[-1].id if len(looked_at) == LOOKED_AT else None)


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
