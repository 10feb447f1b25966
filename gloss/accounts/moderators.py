"""Making moderators and giving them new passwords."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gloss.accounts import links, names, sessions
from gloss.accounts.models import Moderator, OneTimeLink, Purpose


class NameTaken(Exception):
    """There is a moderator whom people would call the same."""


class Unknown(Exception):
    """There is no moderator of that name."""


def exist(session: Session) -> bool:
    """Tell whether there is any moderator."""
    return session.scalar(select(Moderator.id).limit(1)) is not None


def everyone(session: Session) -> Sequence[Moderator]:
    """Return all moderators by name."""
    return session.scalars(select(Moderator).order_by(Moderator.name_key)).all()


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
    """Make the first moderator by the link that a start of the server printed.

    :raises links.Spent: as ``first_link``.
    """
    links.use(session, token, Purpose.FIRST_MODERATOR, now)
    if exist(session):
        raise links.Spent
    try:
        return _add(session, name, password_hash, now)
    except NameTaken:  # by the command line, a moment ago
        raise links.Spent from None


def invite(session: Session, name: str, now: datetime) -> str:
    """Make a moderator without a password; return the token of the link that sets one.

    :raises NameTaken: nobody was made.
    """
    invited = _add(session, name, None, now)
    return links.make(session, Purpose.NEW_PASSWORD, invited.id, now)


def reset(session: Session, name: str, now: datetime) -> str:
    """Return the token of a link that sets a new password; until used, the old one goes on.

    :raises Unknown: there is nobody of that name.
    """
    found = find(session, name)
    if found is None:
        raise Unknown
    return links.make(session, Purpose.NEW_PASSWORD, found.id, now)


def set_password(session: Session, token: str, password_hash: str, now: datetime) -> None:
    """Give the moderator of a link another password, and end all sessions begun with the old one.

    :raises links.Spent: the link is good for nothing.
    """
    link = links.use(session, token, Purpose.NEW_PASSWORD, now)
    moderator = session.get_one(Moderator, link.moderator_id, with_for_update=True)
    moderator.password_hash = password_hash
    sessions.revoke_all(session, moderator.id)


def _add(session: Session, name: str, password_hash: str | None, now: datetime) -> Moderator:
    added = Moderator(
        name=name, name_key=names.key(name), password_hash=password_hash, created_at=now
    )
    session.add(added)
    try:
        session.flush()
    except IntegrityError:
        raise NameTaken from None
    return added
