"""Making moderators and giving them new passwords."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gloss.accounts import account_log, links, names, sessions
from gloss.accounts.account_log import Actor
from gloss.accounts.models import Deed, Moderator, OneTimeLink, Purpose, Role, Standing

COMMAND_LINE = Actor()


class NameTaken(Exception):
    """There is a moderator whom people would call the same."""


class Unknown(Exception):
    """There is no such moderator, or not any more."""


def exist(session: Session) -> bool:
    """Tell whether there is any moderator."""
    return session.scalar(select(Moderator.id).limit(1)) is not None


def everyone(session: Session) -> Sequence[Moderator]:
    """Return all moderators by name, without those who were removed."""
    here = select(Moderator).where(Moderator.standing != Standing.REMOVED)
    return session.scalars(here.order_by(Moderator.name_key)).all()


def removed(session: Session) -> Sequence[Moderator]:
    """Return those who were removed, by name."""
    gone = select(Moderator).where(Moderator.standing == Standing.REMOVED)
    return session.scalars(gone.order_by(Moderator.name, Moderator.id)).all()


def find(session: Session, name: str) -> Moderator | None:
    """Return the moderator called ``name``, in any case or width."""
    if names.flaw(name):
        return None
    return session.scalar(select(Moderator).where(Moderator.name_key == names.key(name)))


def first_link(session: Session, token: str, now: datetime) -> OneTimeLink:
    """Return the link that makes the first moderator, without using it.

    :raises links.Spent: the link is good for nothing, or there is a moderator already.
    """
    link = links.read(session, token, Purpose.FIRST_MODERATOR, now)
    if exist(session):
        raise links.Spent
    return link


def renew_first_link(session: Session, now: datetime) -> str | None:
    """Return the token of a fresh link to make the first moderator; ``None`` if there is one."""
    if exist(session):
        return None
    return links.make(session, Purpose.FIRST_MODERATOR, None, now)


def create_first(
    session: Session, token: str, name: str, password_hash: str, now: datetime
) -> Moderator:
    """Make the first moderator, an admin, by the link that a start of the server printed.

    :raises links.Spent: as ``first_link``.
    """
    links.use(session, token, Purpose.FIRST_MODERATOR, now)
    if exist(session):
        raise links.Spent
    try:
        return _add(session, name, password_hash, Role.ADMIN, now)
    except NameTaken:  # by the command line, a moment ago
        raise links.Spent from None


def invite(
    session: Session,
    name: str,
    now: datetime,
    role: Role = Role.MODERATOR,
    by: Actor = COMMAND_LINE,
) -> str:
    """Make a moderator without a password; return the token of the link that sets one.

    The first of all is an admin, whatever ``role`` says.

    :raises NameTaken: nobody was made.
    """
    given = role if exist(session) else Role.ADMIN
    invited = _add(session, name, None, given, now)
    account_log.note(session, by.did(Deed.INVITED, on=invited.id, to=given.value), now)
    return links.make(session, Purpose.NEW_PASSWORD, invited.id, now)


def reset(session: Session, name: str, now: datetime) -> str:
    """Return the token of a link that sets a new password; until used, the old one goes on.

    :raises Unknown: there is nobody of that name.
    """
    return renew_link(session, named(session, name).id, now)


def renew_link(session: Session, moderator_id: int, now: datetime, by: Actor = COMMAND_LINE) -> str:
    """Return the token of a fresh link that sets a password; the one before ends here.

    :raises Unknown: there is no such account.
    """
    found = session.get(Moderator, moderator_id)
    if found is None or found.standing is not Standing.ACTIVE:
        raise Unknown
    account_log.note(session, by.did(Deed.LINK_RENEWED, on=moderator_id), now)
    return links.make(session, Purpose.NEW_PASSWORD, moderator_id, now)


def named(session: Session, name: str) -> Moderator:
    """Return the moderator called ``name``.

    :raises Unknown: there is nobody of that name.
    """
    found = find(session, name)
    if found is None:
        raise Unknown
    return found


def set_password(
    session: Session, token: str, password_hash: str, now: datetime, network: str = ""
) -> None:
    """Give the moderator of a link another password, and end all sessions begun with the old one.

    :param network: keyed hash of where the link was opened, for the log.
    :raises links.Spent: the link is good for nothing.
    """
    link = links.use(session, token, Purpose.NEW_PASSWORD, now)
    moderator = session.get_one(Moderator, link.moderator_id, with_for_update=True)
    if moderator.standing is not Standing.ACTIVE:
        raise links.Spent
    change_password(session, Actor(moderator.id, None, network), password_hash, now)


def change_password(session: Session, by: Actor, password_hash: str, now: datetime) -> None:
    """Give somebody another password of their own choice; all their sessions end."""
    moderator = session.get_one(Moderator, by.moderator_id)
    moderator.password_hash = password_hash
    sessions.revoke_all(session, moderator.id)
    account_log.note(session, by.did(Deed.PASSWORD_SET), now)


def _add(
    session: Session, name: str, password_hash: str | None, role: Role, now: datetime
) -> Moderator:
    added = Moderator(
        name=name,
        name_key=names.key(name),
        password_hash=password_hash,
        role=role,
        created_at=now,
    )
    session.add(added)
    try:
        session.flush()
    except IntegrityError:
        raise NameTaken from None
    return added
