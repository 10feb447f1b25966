"""One-time links: made by the operator, good for one thing, once, for a day."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gloss import site
from gloss.accounts import tokens
from gloss.accounts.models import OneTimeLink, Purpose

LIFETIME = timedelta(hours=24)


class Spent(Exception):
    """The link was used, is too old, was replaced by a newer one, or never existed."""


def make(session: Session, purpose: Purpose, moderator_id: int | None, now: datetime) -> str:
    """Make a link and return its token, which is stored nowhere; earlier ones end here."""
    _delete(session, purpose, moderator_id)
    token = tokens.new()
    session.add(
        OneTimeLink(
            token_hash=tokens.digest(token),
            purpose=purpose,
            moderator_id=moderator_id,
            expires_at=now + LIFETIME,
        )
    )
    return token


def read(session: Session, token: str, purpose: Purpose, now: datetime) -> OneTimeLink:
    """Return the link of ``token`` without using it.

    :raises Spent: it is not good for ``purpose``, or not any more.
    """
    link = session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == tokens.digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.expires_at > now,
        )
    )
    if link is None:
        raise Spent
    return link


def use(session: Session, token: str, purpose: Purpose, now: datetime) -> OneTimeLink:
    """Use the link of ``token`` up, and all others to the same end.

    :raises Spent: as ``read``; of several that use it at the same time all but one.
    """
    link = read(session, token, purpose, now)
    if link.token_hash not in _delete(session, purpose, link.moderator_id):
        raise Spent
    return link


def end(session: Session, purpose: Purpose, moderator_id: int) -> None:
    """Let no link of one moderator be good for ``purpose`` any more."""
    _delete(session, purpose, moderator_id)


def until(session: Session, now: datetime) -> dict[int | None, datetime]:
    """Return for each moderator until when the link that sets a password can be used."""
    lasting = select(OneTimeLink.moderator_id, OneTimeLink.expires_at).where(
        OneTimeLink.purpose == Purpose.NEW_PASSWORD, OneTimeLink.expires_at > now
    )
    return dict(session.execute(lasting).all())


def address(endpoint: str, token: str, base: str = "") -> str:
    """Write an absolute address that no request's Host header has a say in.

    :param base: scheme and host that reach this server; without it, the site's own address.
    """
    path = current_app.url_map.bind("").build(endpoint, {"token": token})
    return (base or site.current().address) + path


def sweep(session: Session, now: datetime) -> None:
    """Delete the links that have expired."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))


def _delete(session: Session, purpose: Purpose, moderator_id: int | None) -> set[str]:
    """Delete links in one statement, so that each is handed to one transaction only."""
    deleted = session.execute(
        delete(OneTimeLink)
        .where(OneTimeLink.purpose == purpose, OneTimeLink.moderator_id == moderator_id)
        .returning(OneTimeLink.token_hash)
        .execution_options(synchronize_session=False)
    )
    return set(deleted.scalars())
