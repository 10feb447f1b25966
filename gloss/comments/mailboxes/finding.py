"""Finding a mailbox by its address, which is compared as a keyed hash."""

import hmac
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from gloss import database, settings
from gloss.comments.mailboxes.models import Mailbox

LABEL = b"gloss.comments.mailboxes"
REACHABLE = and_(  # see ``is_reachable``
    Mailbox.address.is_not(None), Mailbox.unsubscribed_at.is_(None), Mailbox.failed_at.is_(None)
)


def of(session: Session, address: str, now: datetime) -> Mailbox:
    """Return the mailbox of ``address``, which is made if there is none."""
    known = find(session, address)
    if known:
        return known
    newest = _hashes(address)[0]
    database.insert_if_new(
        session, Mailbox, address=address, address_hash=newest, created_at=now, times_asked=0
    )
    return session.scalars(select(Mailbox).where(Mailbox.address_hash == newest)).one()


def find(session: Session, address: str) -> Mailbox | None:
    """Return the mailbox of ``address``, if there is one."""
    return session.scalar(select(Mailbox).where(Mailbox.address_hash.in_(_hashes(address))))


def is_reachable(mailbox: Mailbox) -> bool:
    """Tell whether letters may go there at all."""
    return mailbox.address is not None and not mailbox.unsubscribed_at and not mailbox.failed_at


def _hashes(address: str) -> list[str]:
    """Return what ``address`` is found by: its hash under the newest key, then under older ones."""
    keys = (key.encode() for key in settings.current().secret_keys)
    derived = (hmac.digest(key, LABEL, "sha256") for key in keys)
    return [hmac.digest(key, _plain(address).encode(), "sha256").hex() for key in derived]


def _plain(address: str) -> str:
    return address.strip().casefold()
