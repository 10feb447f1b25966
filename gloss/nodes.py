"""The servers that share a database: each writes down once a minute that it is there, and how.

Nothing else tells one server of another, and two that do not fit together seem to work.
"""

import hmac
import socket
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from gloss.database import Model, UtcDateTime, upsert
from gloss.settings import Settings

GONE = timedelta(minutes=3)  # since it was seen last, which is once a minute
FORGOTTEN = timedelta(days=1)
ID_BYTES = 16
SIGN_BYTES = 8  # too many values to meet by chance, and nothing that signs
NAME_CHARACTERS = 80
COUNTING_ALONE = (
    "Another server works on this database, and not each of them has REDIS_URL: limits count in "
    "each alone, so everybody has more tries. Set the same REDIS_URL on each."
)
OTHER_SECRETS = (
    "Another server works on this database with other secrets: it refuses captchas, links and "
    "sign-ins that come from here. Set the same SECRET_KEYS on each."
)


class Node(Model):
    """A server that works on this database, or did."""

    __tablename__ = "node"

    id: Mapped[str] = mapped_column(String(2 * ID_BYTES), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))  # its host and port, for operators
    signs_with: Mapped[str] = mapped_column(String(2 * SIGN_BYTES))  # a sign of its newest secret
    has_redis: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def note(session: Session, ours: Settings, now: datetime) -> None:
    """Write down that the server with the settings ``ours`` is there, and forget old ones."""
    session.execute(delete(Node).where(Node.seen_at < now - FORGOTTEN))
    upsert(
        session,
        Node,
        id=_id(ours),
        name=_name(ours),
        signs_with=_sign(ours.secret_keys[0]),
        has_redis=bool(ours.redis_url),
        seen_at=now,
    )


def troubles(session: Session, ours: Settings, since: datetime, now: datetime) -> list[str]:
    """Say what keeps the servers of this database from being one site, and what mends it.

    :param since: when this process began: who was not seen after that may be what it replaced.
    """
    seen = Node.seen_at > max(since, now - GONE)
    others = session.scalars(select(Node).where(Node.id != _id(ours), seen)).all()
    signs = {_sign(secret) for secret in ours.secret_keys}
    found = []
    if others and not all([ours.redis_url, *(other.has_redis for other in others)]):
        found.append(COUNTING_ALONE)
    if any(other.signs_with not in signs for other in others):
        found.append(OTHER_SECRETS)
    return found


def _id(ours: Settings) -> str:
    """Return what stays the same when a server starts anew, and differs from all others'."""
    place = f"{_name(ours)} {ours.instance_dir.resolve()}"
    return sha256(place.encode()).digest()[:ID_BYTES].hex()


def _name(ours: Settings) -> str:
    return f"{socket.gethostname()}:{ours.port}"[-NAME_CHARACTERS:]


def _sign(secret: str) -> str:
    return hmac.digest(secret.encode(), b"gloss.nodes", "sha256")[:SIGN_BYTES].hex()
