"""Writing a letter: a row in the transaction of its cause; and taking it back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gloss import site
from gloss.outbox.models import Fate, Letter

ID_BYTES = 16


@dataclass(frozen=True)
class Outgoing:
    """A letter as a domain writes it: the same content as text and as HTML."""

    about: str  # what it tells of, such as ``comment 12``: to take it back by
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)


def write(session: Session, outgoing: Outgoing, now: datetime, due_at: datetime) -> None:
    """Have ``outgoing`` sent at ``due_at``, if the caller's transaction is committed."""
    session.add(
        Letter(
            about=outgoing.about,
            recipient=outgoing.recipient,
            subject=outgoing.subject,
            text=outgoing.text,
            html=outgoing.html,
            language=outgoing.language,
            headers=dict(outgoing.headers),
            message_id=f"<{secrets.token_hex(ID_BYTES)}@{host()}>",
            written_at=now,
            due_at=due_at,
        )
    )


def take_back(session: Session, about: str) -> None:
    """Delete the letters about something that were not sent yet."""
    session.execute(delete(Letter).where(Letter.about == about, Letter.fate == Fate.WAITING))


def erase(session: Session, about: str) -> None:
    """Delete every trace of letters about something."""
    session.execute(delete(Letter).where(Letter.about == about))


def host() -> str:
    """Return the site's host, by which its letters are known."""
    return urlsplit(site.current().address).hostname or "localhost"
