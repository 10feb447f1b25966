"""Sessions of moderators: rows, so that any of them can be ended at once.

One lasts for a day after the last look, so that who looks in daily stays signed in, and for 30
days at most (NIST SP 800-63B, section 4.1.3).
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from gloss.accounts import tokens
from gloss.accounts.models import ModeratorSession

IDLE = timedelta(hours=24)
LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)  # writing at each request would make reading wait for writers


def start(session: Session, moderator_id: int, replaced: str | None, now: datetime) -> str:
    """Begin a session and return its token, which is stored nowhere.

    :param replaced: the token that the browser held until now; it is good for nothing any more.
    """
    if replaced:
        revoke(session, replaced)
    token = tokens.new()
    session.add(
        ModeratorSession(
            token_hash=tokens.digest(token),
            moderator_id=moderator_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + IDLE,
        )
    )
    return token


def find(session: Session, token: str, now: datetime) -> ModeratorSession | None:
    """Return the session of ``token``, unless it was revoked or has expired."""
    return session.scalar(
        select(ModeratorSession).where(
            ModeratorSession.token_hash == tokens.digest(token), ModeratorSession.expires_at > now
        )
    )


def is_due(found: ModeratorSession, now: datetime) -> bool:
    """Tell whether it is time to write down that ``found`` is still in use."""
    return now - found.last_seen_at >= SEEN_EVERY


def keep(session: Session, session_id: int, now: datetime) -> None:
    """Write down that a session is in use: that prolongs it."""
    kept = session.get(ModeratorSession, session_id)
    if kept:  # else it was revoked a moment ago
        kept.last_seen_at = now
        kept.expires_at = min(now + IDLE, kept.created_at + LONGEST)


def revoke(session: Session, token: str) -> None:
    """End the session of ``token``, if there is one."""
    _delete(session, ModeratorSession.token_hash == tokens.digest(token))


def revoke_all(session: Session, moderator_id: int) -> None:
    """End all sessions of one moderator."""
    _delete(session, ModeratorSession.moderator_id == moderator_id)


def sweep(session: Session, now: datetime) -> None:
    """Delete the sessions that have expired."""
    _delete(session, ModeratorSession.expires_at <= now)


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(ModeratorSession).where(which))
