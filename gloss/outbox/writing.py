"""Writing a letter: a row in the transaction of its cause; and taking it back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gloss import language, site
from gloss.outbox.models import Fate, Letter
from gloss.outbox.paper import Paper

ID_BYTES = 16


@dataclass(frozen=True)
class Outgoing:
    """A letter as a domain writes it, in the language spoken."""

    about: str  # what it tells of, such as ``comment 12``: to take it back by
    recipient: str
    paper: Paper
    unsubscribe: str = ""  # the address that a POST to ends such letters


def write(session: Session, outgoing: Outgoing, now: datetime, due_at: datetime) -> None:
    """Have ``outgoing`` sent at ``due_at``, if the caller's transaction is committed."""
    paper = replace(outgoing.paper, unsubscribe=outgoing.unsubscribe)
    session.add(
        Letter(
            about=outgoing.about,
            recipient=outgoing.recipient,
            subject=paper.subject,
            text=paper.text(),
            html=paper.html(),
            language=language.spoken(),
            headers=_headers(outgoing.unsubscribe),
            message_id=f"<{secrets.token_hex(ID_BYTES)}@{host()}>",
            written_at=now,
            due_at=due_at,
        )
    )


def take_back(session: Session, about: str) -> Sequence[str]:
    """Delete the letters about something that were not sent yet; return whom they were for."""
    waiting = delete(Letter).where(Letter.about == about, Letter.fate == Fate.WAITING)
    return session.scalars(waiting.returning(Letter.recipient)).all()


def erase(session: Session, about: str) -> None:
    """Delete every trace of letters about something."""
    session.execute(delete(Letter).where(Letter.about == about))


def erase_to(session: Session, recipient: str) -> None:
    """Delete every trace of letters to an address."""
    session.execute(delete(Letter).where(Letter.recipient == recipient))


def host() -> str:
    """Return the site's host, by which its letters are known."""
    return urlsplit(site.current().address).hostname or "localhost"


def _headers(unsubscribe: str) -> dict[str, str]:
    """Let the reader's program end such letters by one click, as RFC 8058 has it."""
    if not unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
