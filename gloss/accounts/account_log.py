"""The log of accounts: who did what to whom, when, and in which session. Rows are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from gloss.accounts.models import LONGEST_DETAIL, AccountEvent, Deed

PAGE_SIZE = 50


@dataclass(frozen=True)
class Actor:
    """Who does something, and from where; without an id it is the command line or a stranger."""

    moderator_id: int | None = None
    session_id: int | None = None
    network: str = ""  # keyed hash

    def did(self, deed: Deed, on: int | None = None, to: str = "") -> AccountEvent:
        """Return a row of the log for ``note``.

        :param on: the account it was done to, if another than the actor's.
        :param to: in a few words what came of it; never a secret.
        """
        return AccountEvent(
            deed=deed,
            actor_id=self.moderator_id,
            subject_id=self.moderator_id if on is None else on,
            session_id=self.session_id,
            network=self.network,
            detail=to[:LONGEST_DETAIL],
        )


@dataclass(frozen=True)
class Wanted:
    """Which rows to show: those about a person, of a kind, in a period."""

    person: int | None = None
    deed: Deed | None = None
    since: datetime | None = None
    until: datetime | None = None  # itself not included

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a row has to meet."""
        met: list[ColumnElement[bool]] = []
        if self.person:
            is_actor = AccountEvent.actor_id == self.person
            met.append(or_(is_actor, AccountEvent.subject_id == self.person))
        if self.deed:
            met.append(AccountEvent.deed == self.deed)
        if self.since:
            met.append(AccountEvent.happened_at >= self.since)
        if self.until:
            met.append(AccountEvent.happened_at < self.until)
        return met


def note(session: Session, event: AccountEvent, now: datetime) -> None:
    """Add a row, as ``Actor.did`` writes it."""
    event.happened_at = now
    session.add(event)


def page(session: Session, wanted: Wanted, before: int | None = None) -> Sequence[AccountEvent]:
    """Return rows older than the row ``before``, newest first."""
    older = [AccountEvent.id < before] if before else []
    found = select(AccountEvent).where(*wanted.conditions(), *older)
    return session.scalars(found.order_by(AccountEvent.id.desc()).limit(PAGE_SIZE)).all()
