"""A letter as mail servers read it. No header can be slipped in by what somebody typed."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from gloss import settings, site
from gloss.outbox.models import Letter
from gloss.outbox.writing import host

BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # any of them might end a header

PLAIN_NAME = re.compile(r"[^@\s,;:<>()\[\]\"\\]+")


class Unsendable(Exception):
    """No server could take this letter; the message says why."""


def compose(letter: Letter) -> EmailMessage:
    """Write ``letter`` with a text and an HTML part; the same letter gets the same message id.

    :raises Unsendable: the recipient's address or a header cannot be written.
    """
    try:
        message = _composed(letter)
        message.as_bytes()  # what cannot be written is found out here
    except (MessageError, ValueError, IndexError) as fault:
        raise Unsendable(f"It cannot be written as mail: {fault}") from None
    return message


def sender() -> str:
    """Return the address that letters come from."""
    return settings.current().mail_sender or f"comments@{host()}"


def recipient(message: EmailMessage) -> str:
    """Return the one address that ``message`` goes to, as servers know it."""
    return str(message["To"].addresses[0].addr_spec)


def in_one_line(text: str) -> str:
    """Put ``text`` on one line, as headers need it."""
    return " ".join(BREAKS.sub(" ", text).split())


def _composed(letter: Letter) -> EmailMessage:
    to = _address(letter.recipient)
    message = EmailMessage(SMTP if to.addr_spec.isascii() else SMTPUTF8)
    message["From"] = Address(in_one_line(site.current().title), addr_spec=sender())
    message["To"] = to
    message["Subject"] = in_one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    message["Content-Language"] = letter.language
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _address(typed: str) -> Address:
    """Read an address; its host is written as DNS knows it, so that few letters need SMTPUTF8.

    :raises ValueError: it is none, or several.
    """
    name, _, domain = typed.rpartition("@")
    host_name = domain.encode("idna").decode()
    if name.isascii():
        return Address(addr_spec=f"{name}@{host_name}")
    if not PLAIN_NAME.fullmatch(name):
        raise ValueError(f"{typed!r} is no address")
    return Address(username=name, domain=host_name)
