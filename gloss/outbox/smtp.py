"""Handing letters to the mail server that the operator named."""

import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from threading import Timer
from typing import Protocol

from gloss import settings
from gloss.outbox import messages
from gloss.outbox.writing import host

TO_LOG = "log"
LONGEST_SECONDS = 300  # to connect, and for each letter: both end within a lease
REFUSALS = range(500, 600)  # RFC 5321, section 4.2.1: do not try this again
SIGN_INS = {530, 534, 535, 538}  # RFC 4954, section 6: that is for the operator to mend
log = logging.getLogger("gloss.outbox")


class Trouble(Exception):
    """A letter was not taken now; the message says why."""


class Unreachable(Trouble):
    """The server does not answer, or not as it should: no letter can be handed over now."""


class Refused(Trouble):
    """The server will never take this letter."""


class NoSuchMailbox(Refused):
    """Nobody has that mailbox, or it takes nothing from us."""


class Server(Protocol):
    """Takes messages, one after another."""

    def send(self, message: EmailMessage) -> None:
        """Hand ``message`` over; once this returns the server answers for it.

        :raises Trouble: it did not take it.
        """


@contextmanager
def connection() -> Iterator[Server]:
    """Connect to the mail server, or to the log where the operator wants that.

    :raises Unreachable: it does not answer, is not private enough, or does not know us.
    """
    if settings.current().mail_server == TO_LOG:
        yield _Log()
        return
    try:
        smtp = _connected()
    except (smtplib.SMTPException, OSError) as fault:
        raise Unreachable(_in_words(fault)) from fault
    try:
        yield _Smtp(smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


class _Log:
    """Stands in for a server while one develops."""

    def send(self, message: EmailMessage) -> None:
        log.warning("A letter to %s:\n%s", messages.recipient(message), message.as_string())


class _Smtp:
    """A server that was reached."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: EmailMessage) -> None:
        try:
            with _ending_in_time(self._smtp):
                self._smtp.send_message(message, messages.sender(), [messages.recipient(message)])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, said = next(iter(refusal.recipients.values()))
            raise (NoSuchMailbox if code in REFUSALS else Trouble)(_answer(code, said)) from None
        except smtplib.SMTPNotSupportedError as refusal:
            raise Refused(str(refusal)) from None
        except smtplib.SMTPResponseException as answer:
            raise _trouble(answer) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise Unreachable(_in_words(fault)) from fault


def _trouble(answer: smtplib.SMTPResponseException) -> Trouble:
    said = _answer(answer.smtp_code, answer.smtp_error)
    if answer.smtp_code in SIGN_INS:
        return Unreachable(said)
    return Refused(said) if answer.smtp_code in REFUSALS else Trouble(said)


def _connected() -> smtplib.SMTP:
    ours = settings.current()
    name, _, port = ours.mail_server.rpartition(":")
    place = (name.strip("[]"), int(port))
    if ours.mail_security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            local_hostname=host(),
            timeout=ours.mail_timeout_seconds,
            context=ssl.create_default_context(),
        )
    else:
        smtp = smtplib.SMTP(local_hostname=host(), timeout=ours.mail_timeout_seconds)
    try:
        with _ending_in_time(smtp):
            _greet(smtp, place)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greet(smtp: smtplib.SMTP, place: tuple[str, int]) -> None:
    ours = settings.current()
    smtp._host = place[0]  # type: ignore[attr-defined] # whose certificate it has to show
    smtp.connect(*place)
    if ours.mail_security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    if ours.mail_user:
        smtp.login(ours.mail_user, ours.mail_password)


@contextmanager
def _ending_in_time(smtp: smtplib.SMTP) -> Iterator[None]:
    """Hang up on a server that answers byte by byte: no single wait is long, and all are no end."""
    timer = Timer(LONGEST_SECONDS, _hang_up, [smtp])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(smtp: smtplib.SMTP) -> None:
    if smtp.sock:
        with suppress(OSError):
            socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)


def _in_words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _answer(fault.smtp_code, fault.smtp_error)
    return str(fault) or type(fault).__name__


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {messages.in_one_line(words)}"
