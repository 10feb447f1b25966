"""A real mail server for tests: it takes letters, refuses them, dawdles, or hangs up."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from ssl import SSLContext
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import update
from sqlalchemy.orm import Session as OrmSession

from gloss import clock, database
from gloss.outbox import background
from gloss.outbox.models import Fate, Letter
from gloss.settings import Settings
from tests.server import free_port

TAKEN = "250 Taken"


@dataclass
class MailServer:
    """What the server answers is set by the test; what it took is in ``letters``."""

    port: int = field(default_factory=free_port)
    to_recipient: str = TAKEN  # the answer to RCPT TO
    to_content: str = TAKEN  # the answer to a whole letter
    hangs_up: bool = False  # once it has a whole letter, before it answers
    delay_seconds: float = 0.0  # before it answers a whole letter
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    got_one: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.to_recipient == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        if self.to_content == TAKEN:
            self.letters.append(message_from_bytes(content, EmailMessage, policy=POLICY))
            self.recipients += envelope.rcpt_tos
        self.got_one.set()
        await asyncio.sleep(self.delay_seconds)
        if self.hangs_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.to_content

    def newest(self) -> EmailMessage:
        return self.letters[-1]


def sending(settings: Settings, server: MailServer) -> Settings:
    """Return ``settings`` with which letters go to ``server``."""
    ours = {
        "mail_server": server.address,
        "mail_security": "none",
        "mail_timeout_seconds": 2,
    }
    return settings.model_copy(update=ours)


def deliver() -> None:
    """Let the time to undo and all pauses be over, and send what waits."""
    past = clock.now() - timedelta(seconds=1)

    def make_due(session: OrmSession) -> None:
        session.execute(update(Letter).where(Letter.fate == Fate.WAITING).values(due_at=past))

    database.write(make_due)
    background.send_due(Event())


def links_in(letter: EmailMessage) -> list[str]:
    """Return the addresses that a letter's text shows, without the site's host."""
    return re.findall(r"http://localhost(/\S+)", text_of(letter))


@contextmanager
def running(
    server: MailServer | None = None, tls: SSLContext | None = None
) -> Iterator[MailServer]:
    """Run a mail server until the end of the block; with ``tls`` it takes nothing without it."""
    server = server or MailServer()
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        enable_SMTPUTF8=True,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def text_of(letter: EmailMessage) -> str:
    """Return the text part of a letter."""
    return _part(letter, "plain")


def html_of(letter: EmailMessage) -> str:
    """Return the HTML part of a letter."""
    return _part(letter, "html")


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
