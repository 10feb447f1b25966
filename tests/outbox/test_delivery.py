"""Letters get out once, whatever the mail server does; what does not get out is seen."""

import ssl
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.outbox import background, delivery, smtp, stuck, writing
from gloss.outbox.models import Fate, Letter
from gloss.outbox.paper import Paper, Paragraph
from gloss.outbox.writing import Outgoing
from tests.mail_server import MailServer, html_of, running, sending, text_of

GOING_ON = Event()  # never set


def letter(
    about: str = "comment 1", recipient: str = "ada@example.org", subject: str = "Published"
) -> Outgoing:
    return Outgoing(about, recipient, Paper(subject, [Paragraph("It is out.")], "You asked."))


def written(
    about: str = "comment 1", recipient: str = "ada@example.org", subject: str = "Published"
) -> None:
    outgoing = letter(about, recipient, subject)
    now = clock.now()
    database.write(lambda session: writing.write(session, outgoing, now, due_at=now))


def rows() -> Sequence[Letter]:
    database.db.session.rollback()
    return database.db.session.scalars(select(Letter).order_by(Letter.id)).all()


def make_due() -> None:
    """Let the pause after a failed try be over."""
    past = clock.now() - timedelta(seconds=1)
    database.write(lambda session: session.execute(update(Letter).values(due_at=past)) and None)


def tried(times: int = 1) -> Letter:
    for _ in range(times):
        make_due()
        background.send_due(GOING_ON)
    return rows()[0]


def test_a_letter_arrives_once_in_text_and_html(app: Flask, mail: MailServer) -> None:
    written()
    for _ in range(2):
        background.send_due(GOING_ON)
    assert mail.recipients == ["ada@example.org"]
    assert text_of(mail.newest()).startswith("It is out.\n\n-- \nTidewater\n")
    assert "<p>It is out.</p>" in html_of(mail.newest())
    assert mail.newest()["From"] == "Tidewater <comments@localhost>"
    assert mail.newest()["Auto-Submitted"] == "auto-generated"


def test_the_words_of_a_sent_letter_are_forgotten(app: Flask, mail: MailServer) -> None:
    written()
    background.send_due(GOING_ON)
    sent = rows()[0]
    assert (sent.fate, sent.subject, sent.text, sent.html) == (Fate.SENT, "", "", "")


def test_a_letter_of_a_transaction_that_failed_was_never_written(app: Flask) -> None:
    def half(session: Session) -> None:
        writing.write(session, letter(), clock.now(), clock.now())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(half)
    assert rows() == []


def test_a_server_that_puts_a_letter_off_gets_it_again_later(app: Flask, mail: MailServer) -> None:
    mail.to_recipient = "451 Greylisted, come back"
    written()
    background.send_due(GOING_ON)
    waiting = rows()[0]
    assert (waiting.fate, waiting.tries) == (Fate.WAITING, 1)
    assert waiting.trouble == "451 Greylisted, come back"
    assert waiting.due_at > clock.now() + timedelta(seconds=40)
    mail.to_recipient = "250 Taken"
    assert tried().fate is Fate.SENT


def test_a_mailbox_that_is_none_is_not_tried_again(app: Flask, mail: MailServer) -> None:
    mail.to_recipient = "550 No such user"
    written()
    background.send_due(GOING_ON)
    mail.to_recipient = "250 Taken"
    assert (tried().fate, tried().trouble) == (Fate.REFUSED, "550 No such user")
    assert mail.letters == []


def test_content_that_is_refused_is_given_up_with_the_reason(app: Flask, mail: MailServer) -> None:
    mail.to_content = "554 This looks like spam"
    written()
    assert (tried().fate, tried().trouble) == (Fate.GIVEN_UP, "554 This looks like spam")


def test_pauses_double_up_to_a_limit() -> None:
    bounds = [(delivery.pause(n), 2 ** (n - 1)) for n in (1, 2, 5, 8)]
    for pause, minutes in bounds:
        assert 0.75 * minutes <= pause / timedelta(minutes=1) <= 1.25 * minutes
    assert delivery.pause(60) <= delivery.LONGEST_PAUSE * 1.25
    assert len({delivery.pause(5) for _ in range(9)}) > 1


def test_after_the_last_try_a_letter_is_given_up(app: Flask, mail: MailServer) -> None:
    mail.to_recipient = "421 Not now"
    written()
    assert tried(delivery.MOST_TRIES - 1).fate is Fate.WAITING
    assert tried().fate is Fate.GIVEN_UP
    assert tried().tries == delivery.MOST_TRIES


def test_a_server_that_is_away_costs_one_letter_a_try_and_the_others_none(app: Flask) -> None:
    written("comment 1")
    written("comment 2")
    with running() as gone:
        pass
    app.extensions["gloss.settings"] = app.extensions["gloss.settings"].model_copy(
        update={"mail_server": gone.address}
    )
    assert background.send_due(GOING_ON) is False
    assert [letter.tries for letter in rows()] == [1, 0]
    assert "refused" in rows()[0].trouble


def test_a_slow_server_is_not_waited_for_longer_than_set(app: Flask, mail: MailServer) -> None:
    mail.delay_seconds = 3
    written()
    began = time.monotonic()
    assert background.send_due(GOING_ON) is False
    assert time.monotonic() - began < 3
    assert "timed out" in rows()[0].trouble


def test_a_server_that_hangs_up_gets_the_same_letter_under_the_same_id(
    app: Flask, mail: MailServer
) -> None:
    mail.hangs_up = True
    written()
    background.send_due(GOING_ON)
    mail.hangs_up = False
    assert tried().fate is Fate.SENT
    first, second = (letter["Message-ID"] for letter in mail.letters)
    assert first == second


def test_who_dies_between_sending_and_marking_leaves_a_letter_that_goes_out_again(
    app: Flask, mail: MailServer
) -> None:
    written()
    now = clock.now()
    assert database.write(lambda session: delivery.claim(session, now)) is not None
    assert database.write(lambda session: delivery.claim(session, now)) is None
    later = now + delivery.LEASE
    again = database.write(lambda session: delivery.claim(session, later))
    assert again is not None
    assert again.number == 2


def test_a_late_worker_marks_nothing_that_another_took_over(app: Flask) -> None:
    written()
    now = clock.now()
    late = database.write(lambda session: delivery.claim(session, now))
    database.write(lambda session: delivery.claim(session, now + delivery.LEASE))
    assert late is not None
    database.write(lambda session: delivery.put_off(session, late, "too late", now))
    assert (rows()[0].trouble, rows()[0].tries) == ("", 2)


def test_many_workers_at_once_send_each_letter_once(app: Flask, mail: MailServer) -> None:
    for number in range(20):
        written(recipient=f"ada{number}@example.org")

    def work() -> None:
        with app.app_context():
            background.send_due(GOING_ON)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.recipients) == sorted(f"ada{number}@example.org" for number in range(20))


def test_told_to_stop_it_leaves_the_rest_unclaimed(app: Flask, mail: MailServer) -> None:
    written("comment 1")
    written("comment 2")
    stop = Event()
    stop.set()
    background.send_due(stop)
    assert [(letter.fate, letter.tries) for letter in rows()] == [
        (Fate.SENT, 1),
        (Fate.WAITING, 0),
    ]


def test_a_letter_can_be_taken_back_until_it_is_sent(app: Flask, mail: MailServer) -> None:
    written("comment 1")
    written("comment 2")
    database.write(lambda session: writing.take_back(session, "comment 1"))
    background.send_due(GOING_ON)
    database.write(lambda session: writing.take_back(session, "comment 2"))
    assert [(letter.about, letter.fate) for letter in rows()] == [("comment 2", Fate.SENT)]


def test_what_is_stuck_is_listed_and_can_be_tried_again(app: Flask, mail: MailServer) -> None:
    mail.to_content = "550 No"
    written()
    background.send_due(GOING_ON)
    session, now = database.db.session(), clock.now()
    assert [letter.trouble for letter in stuck.letters(session, now)] == ["550 No"]
    mail.to_content = "250 Yes"
    assert database.write(lambda session: delivery.try_again(session, 1, clock.now()))
    assert tried().fate is Fate.SENT
    assert stuck.count(database.db.session(), now) == 0


def test_mail_that_nobody_sends_is_stuck_too(app: Flask) -> None:
    written()
    session, now = database.db.session(), clock.now()
    assert stuck.count(session, now) == 0
    assert stuck.count(session, now + timedelta(hours=1)) == 1


def test_old_letters_are_swept(app: Flask, mail: MailServer) -> None:
    mail.to_content = "550 No"
    written()
    background.send_due(GOING_ON)
    now = clock.now()
    database.write(lambda session: delivery.sweep(session, now + timedelta(days=8)))
    assert (rows()[0].fate, rows()[0].text) == (Fate.GIVEN_UP, "")
    assert not database.write(lambda session: delivery.try_again(session, 1, now))
    database.write(lambda session: delivery.sweep(session, now + timedelta(days=31)))
    assert rows() == []


@pytest.mark.parametrize(
    "typed",
    ["Hi\r\nBcc: eve@example.org", "Hi\nX: y", "a\rb", "x\x0bBcc: e@e.e", "y\u2028Bcc: e@e.e"],
)
def test_no_header_is_slipped_in_by_a_subject(app: Flask, mail: MailServer, typed: str) -> None:
    written(subject=typed)
    background.send_due(GOING_ON)
    assert mail.recipients == ["ada@example.org"]
    assert mail.newest()["Bcc"] is None
    assert mail.newest()["X"] is None
    assert len(mail.newest()["Subject"].splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "ä@b.c, eve@e.e",
        "a@b.c, eve@example.org",
        "a@b.c;eve@e.e",
        "a@b.c\r\nBcc: eve@e.e",
        "<eve@e.e>",
        "nobody",
        "",
    ],
)
def test_an_address_that_is_several_or_none_gets_nothing(
    app: Flask, mail: MailServer, address: str
) -> None:
    written(recipient=address)
    written()
    background.send_due(GOING_ON)
    assert mail.recipients == ["ada@example.org"]
    assert rows()[0].fate is Fate.GIVEN_UP


def test_addresses_of_all_scripts_are_reached(app: Flask, mail: MailServer) -> None:
    written(recipient="ada@exämple.org")
    written(recipient="аня@example.org")
    background.send_due(GOING_ON)
    assert mail.recipients == ["ada@xn--exmple-cua.org", "аня@example.org"]


def test_a_server_that_keeps_nothing_private_gets_no_letter(app: Flask, mail: MailServer) -> None:
    ours = app.extensions["gloss.settings"].model_copy(update={"mail_security": "starttls"})
    app.extensions["gloss.settings"] = ours
    written()
    assert background.send_due(GOING_ON) is False
    assert "STARTTLS" in rows()[0].trouble
    assert mail.letters == []


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate of 127.0.0.1 that it signed itself."""
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    made += ["-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "-", "-out", "-"]
    file.write_bytes(subprocess.run(made, check=True, capture_output=True).stdout)
    return file


@pytest.mark.parametrize("is_known", [True, False])
def test_by_starttls_a_letter_goes_to_the_server_whose_certificate_is_known_and_to_no_other(
    app: Flask, certificate: Path, monkeypatch: pytest.MonkeyPatch, *, is_known: bool
) -> None:
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    with running(tls=tls) as mail:
        ours = sending(app.extensions["gloss.settings"], mail)
        private = ours.model_copy(update={"mail_security": "starttls"})
        app.extensions["gloss.settings"] = private
        written()
        assert background.send_due(GOING_ON) is is_known
    assert mail.recipients == ["ada@example.org"] * is_known
    assert ("certificate" in rows()[0].trouble) is not is_known


class Dripping(BaseRequestHandler):
    """A server that greets byte by byte, without end."""

    def handle(self) -> None:
        with suppress(OSError):
            while True:
                self.request.sendall(b"2")
                time.sleep(0.05)


def test_a_server_that_drips_bytes_is_left_within_the_lease(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time, and they never come to an end."""
    assert delivery.LEASE.total_seconds() > 2 * smtp.LONGEST_SECONDS
    monkeypatch.setattr(smtp, "LONGEST_SECONDS", 0.5)
    with ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ours = {"mail_server": f"127.0.0.1:{server.server_address[1]}", "mail_security": "none"}
        was = app.extensions["gloss.settings"]
        app.extensions["gloss.settings"] = was.model_copy(update=ours)
        written()
        started = time.monotonic()
        assert background.send_due(GOING_ON) is False
        assert time.monotonic() - started < 5
        server.shutdown()
    assert (rows()[0].fate, rows()[0].tries) == (Fate.WAITING, 1)


def test_while_one_develops_letters_are_printed_to_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    ours = app.extensions["gloss.settings"].model_copy(update={"mail_server": "log"})
    app.extensions["gloss.settings"] = ours
    written()
    background.send_due(GOING_ON)
    assert "It is out." in caplog.text
    assert rows()[0].fate is Fate.SENT
