"""Sessions of moderators: rows, so that any of them can be ended at once.

One lasts for a day after the last look, so that who looks in daily stays signed in, and for 30
days at most (NIST SP 800-63B, section 4.1.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from gloss.accounts import tokens
from gloss.accounts.models import ModeratorSession, Standing

IDLE = timedelta(hours=24)
LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)  # writing at each request would make reading wait for writers


@dataclass(frozen=True)
class Begun:
    """A session that began a moment ago; its token is stored nowhere."""

    id: int
    token: str


def start(
    session: Session, moderator_id: int, replaced: str | None, now: datetime, device: str = ""
) -> Begun:
    """Begin a session; the password was typed a moment ago.

    :param replaced: the token that the browser held until now; it is good for nothing any more.
    :param device: as ``devices.describe`` writes it.
    """
    if replaced:
        revoke(session, replaced)
    token = tokens.new()
    begun = ModeratorSession(
        token_hash=tokens.digest(token),
        moderator_id=moderator_id,
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
        expires_at=now + IDLE,
        device=device,
    )
    session.add(begun)
    session.flush()
    return Begun(begun.id, token)


def find(session: Session, token: str, now: datetime) -> ModeratorSession | None:
    """Return the session of ``token``, unless it was revoked, has expired or its owner may not."""
    found = session.scalar(
        select(ModeratorSession).where(
            ModeratorSession.token_hash == tokens.digest(token), ModeratorSession.expires_at > now
        )
    )
    return found if found and found.moderator.standing is Standing.ACTIVE else None


def of(session: Session, moderator_id: int, now: datetime) -> Sequence[ModeratorSession]:
    """Return the sessions of one moderator that go on, the one seen last first."""
    lasting = select(ModeratorSession).where(
        ModeratorSession.moderator_id == moderator_id, ModeratorSession.expires_at > now
    )
    latest = lasting.order_by(ModeratorSession.last_seen_at.desc(), ModeratorSession.id.desc())
    return session.scalars(latest).all()


def is_due(found: ModeratorSession, now: datetime) -> bool:
    """Tell whether it is time to write down that ``found`` is still in use.

    Also when it was seen last in a future that a wrong clock told of: it must not last that long.
    """
    return abs(now - found.last_seen_at) >= SEEN_EVERY


def keep(session: Session, session_id: int, now: datetime) -> None:
    """Write down that a session is in use: that prolongs it."""
    kept = session.get(ModeratorSession, session_id)
    if kept:  # else it was revoked a moment ago
        kept.last_seen_at = now
        kept.expires_at = min(now + IDLE, kept.created_at + LONGEST)


def confirm(session: Session, session_id: int, now: datetime) -> None:
    """Write down that the password was typed again."""
    confirmed = session.get(ModeratorSession, session_id)
    if confirmed:  # else it was revoked a moment ago
        confirmed.confirmed_at = now


def revoke(session: Session, token: str) -> None:
    """End the session of ``token``, if there is one."""
    _delete(session, ModeratorSession.token_hash == tokens.digest(token))


def revoke_one(session: Session, session_id: int, moderator_id: int) -> bool:
    """End one session of one moderator; tell whether there was one."""
    ended = session.execute(
        delete(ModeratorSession)
        .where(ModeratorSession.id == session_id, ModeratorSession.moderator_id == moderator_id)
        .returning(ModeratorSession.id)
    )
    return ended.first() is not None


def revoke_all(session: Session, moderator_id: int, but: int | None = None) -> None:
    """End all sessions of one moderator, ``but`` one."""
    others = [ModeratorSession.id != but] if but else []
    _delete(session, and_(ModeratorSession.moderator_id == moderator_id, *others))


def sweep(session: Session, now: datetime) -> None:
    """Delete the sessions that have expired."""
    _delete(session, ModeratorSession.expires_at <= now)


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(ModeratorSession).where(which))
