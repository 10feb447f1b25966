"""What admins do to accounts; the last admin who can sign in always stays one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.accounts import account_log, enrolment, links, names, sessions
from gloss.accounts.account_log import Actor
from gloss.accounts.models import Deed, Moderator, Purpose, Role, Standing
from gloss.accounts.moderators import Unknown


class LastAdmin(Exception):
    """Nobody would be left to look after accounts; nothing was changed."""


class NoAdmin(Exception):
    """Who asked is no admin any more; nothing was changed."""


def change_role(session: Session, by: Actor, moderator_id: int, role: Role, now: datetime) -> None:
    """Let somebody look after accounts, or not any more.

    :raises LastAdmin: nobody else could. :raises NoAdmin: as it says. :raises Unknown: as it says.
    """
    moderator = _subject(session, by, moderator_id, stays_admin=role is Role.ADMIN)
    if moderator.role is not role:
        moderator.role = role
        account_log.note(session, by.did(Deed.ROLE_CHANGED, on=moderator_id, to=role.value), now)


def suspend(session: Session, by: Actor, moderator_id: int, now: datetime) -> None:
    """Let somebody in no more until restored; raises as ``change_role``."""
    moderator = _subject(session, by, moderator_id, stays_admin=False)
    if moderator.standing is Standing.ACTIVE:
        _shut_out(session, moderator, Standing.SUSPENDED)
        account_log.note(session, by.did(Deed.SUSPENDED, on=moderator_id), now)


def restore(session: Session, by: Actor, moderator_id: int, now: datetime) -> None:
    """Let somebody who was suspended in again; raises as ``change_role``."""
    moderator = _subject(session, by, moderator_id, stays_admin=True)
    if moderator.standing is Standing.SUSPENDED:
        moderator.standing = Standing.ACTIVE
        account_log.note(session, by.did(Deed.RESTORED, on=moderator_id), now)


def remove(session: Session, by: Actor, moderator_id: int, now: datetime) -> None:
    """End an account, or an invitation, for good: its name stays at what it decided.

    Raises as ``change_role``.
    """
    moderator = _subject(session, by, moderator_id, stays_admin=False)
    _shut_out(session, moderator, Standing.REMOVED)
    moderator.password_hash = None
    moderator.name_key = names.retired(moderator.id)
    enrolment.forget(session, moderator)
    account_log.note(session, by.did(Deed.REMOVED, on=moderator_id), now)


def remove_second_factor(session: Session, by: Actor, moderator_id: int, now: datetime) -> None:
    """Let somebody sign in by the password alone; raises as ``change_role``."""
    _subject(session, by, moderator_id, stays_admin=True)
    enrolment.remove(session, by, moderator_id, now)


def end_session(
    session: Session, by: Actor, session_id: int, moderator_id: int, now: datetime
) -> bool:
    """Sign somebody out of one browser; tell whether there was such a session.

    Raises as ``change_role``, save for one's own.
    """
    if by.moderator_id != moderator_id:
        _subject(session, by, moderator_id, stays_admin=True)
    has_ended = sessions.revoke_one(session, session_id, moderator_id)
    if has_ended:
        account_log.note(
            session, by.did(Deed.SESSION_ENDED, on=moderator_id, to=f"{session_id}"), now
        )
    return has_ended


def able_admins(session: Session) -> set[int]:
    """Return the admins who can sign in, and keep them as they are until the transaction ends.

    Of two admins who demote each other at once, the second waits here and then sees the change.
    """
    able = select(Moderator.id).where(
        Moderator.role == Role.ADMIN,
        Moderator.standing == Standing.ACTIVE,
        Moderator.password_hash.is_not(None),
    )
    return set(session.scalars(able.order_by(Moderator.id).with_for_update()))


def _subject(session: Session, by: Actor, moderator_id: int, *, stays_admin: bool) -> Moderator:
    admins = able_admins(session)
    if by.moderator_id is not None and by.moderator_id not in admins:
        raise NoAdmin
    if not stays_admin and admins == {moderator_id}:
        raise LastAdmin
    moderator = session.get(Moderator, moderator_id, with_for_update=True)
    if moderator is None or moderator.standing is Standing.REMOVED:
        raise Unknown
    return moderator


def _shut_out(session: Session, moderator: Moderator, standing: Standing) -> None:
    moderator.standing = standing
    sessions.revoke_all(session, moderator.id)
    links.end(session, Purpose.NEW_PASSWORD, moderator.id)
