"""Mail and the rest of the site: no request waits for it, and a crash loses none of it."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.outbox import writing
from gloss.outbox.models import Fate, Letter
from gloss.outbox.paper import Paper, Paragraph
from gloss.outbox.writing import Outgoing
from gloss.settings import Settings
from tests.cast import Visitor, a_moderator, an_article, newest_comment
from tests.mail_server import MailServer, running, sending
from tests.operation.processes import family
from tests.server import Server, eventually


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return sending(settings, mail)


def write_letter() -> None:
    letter = Outgoing("comment 1", "ada@example.org", Paper("Hi", [Paragraph("Hello.")], "So."))
    now = clock.now()
    database.write(lambda session: writing.write(session, letter, now, now))


def only_letter() -> Letter:
    database.db.session.rollback()
    return database.db.session.scalars(select(Letter)).one()


def test_the_background_work_sends_what_is_due_within_seconds(
    server: Server, mail: MailServer
) -> None:
    write_letter()
    eventually(lambda: bool(mail.letters), most_seconds=20)
    eventually(lambda: only_letter().fate is Fate.SENT)


def test_killed_between_sending_and_marking_it_sends_the_same_letter_again(
    server: Server, mail: MailServer
) -> None:
    """Attack case 58."""
    mail.delay_seconds = 1.5  # it has the letter, and has not said so yet
    write_letter()
    assert mail.got_one.wait(20)
    worker = next(one for one in family(server.process.pid) if " work " in f"{one.command} ")
    os.kill(worker.id, signal.SIGKILL)
    mail.delay_seconds = 0
    assert only_letter().fate is Fate.WAITING

    def make_due(session: Session) -> None:
        session.get_one(Letter, only_id).due_at = clock.now()

    only_id = only_letter().id
    database.write(make_due)  # the lease is over
    eventually(lambda: only_letter().fate is Fate.SENT)
    first, second = (letter["Message-ID"] for letter in mail.letters)
    assert first == second
    assert only_letter().tries == 2


def test_no_request_waits_for_a_mail_server_that_hangs(
    app: Flask, mail: MailServer, content_dir: Path
) -> None:
    """Attack case 58."""
    mail.delay_seconds = 30
    an_article(content_dir)
    ada, mo = Visitor(app.test_client()), a_moderator(app)
    comment_id = ada.posted(email="ada@example.org").id
    began = time.monotonic()
    assert mo.decides(comment_id, "approval").status_code == 303
    assert time.monotonic() - began < 3
    assert newest_comment().published_at is not None
    assert only_letter().tries == 0
