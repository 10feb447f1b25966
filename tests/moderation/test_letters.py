"""Letters to moderators: how many wait, links that decide once, and mail that is stuck."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts.models import Moderator, Standing
from gloss.comments.models import Comment, State
from gloss.moderation import digests
from gloss.moderation.models import DecisionLink
from gloss.settings import Settings
from tests.cast import (
    CSRF,
    ModeratorAtWork,
    Visitor,
    a_moderator,
    an_article,
    found,
    newest_comment,
)
from tests.mail_server import (
    TAKEN,
    MailServer,
    deliver,
    html_of,
    links_in,
    running,
    sending,
    text_of,
)

MOS = "mo@example.org"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return sending(settings, mail)


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def mo(app: Flask, ada: Visitor, mail: MailServer) -> ModeratorAtWork:
    """Return a moderator who gets letters."""
    mo = a_moderator(app)
    press(mo, "subscription", address=MOS)
    deliver()
    link = links_in(mail.newest())[0]
    assert app.test_client().post(link).status_code == 200
    mail.letters.clear()
    return mo


def press(mo: ModeratorAtWork, what: str, **fields: str) -> int:
    token = found(CSRF, mo.page("/moderation/letters/"))
    sent = mo.client.post(f"/moderation/letters/{what}", data={"csrf_token": token} | fields)
    return sent.status_code


def time_passes(hours: float = 3) -> None:
    """Write the letters that are due by then, and deliver them."""
    later = clock.now() + timedelta(hours=hours)
    database.write(lambda session: digests.write_due(session, later))
    deliver()


def decision_links(letter: MailServer) -> list[str]:
    return [link for link in links_in(letter.newest()) if link.startswith("/decisions/")]


def test_one_letter_tells_of_all_that_waits_and_holds_no_visitors_words(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    for number in range(12):
        ada.posted(f"Secret number {number}.", author_name="Evelyn")
    time_passes()
    assert len(mail.letters) == 1
    letter = mail.newest()
    assert (letter["To"], letter["Subject"]) == (MOS, "12 comments are waiting")
    assert len(decision_links(mail)) == digests.MOST_LISTED
    for part in (text_of(letter), html_of(letter)):
        assert "Secret" not in part
        assert "Evelyn" not in part


def test_no_second_letter_comes_without_news_or_too_soon(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    ada.posted()
    time_passes(3)
    time_passes(9)
    assert len(mail.letters) == 1, "nothing new"
    ada.posted("Another.")
    time_passes(4)
    assert len(mail.letters) == 1, "too soon"
    time_passes(6)
    assert len(mail.letters) == 2


def test_a_comment_is_told_of_only_once_others_could_have_joined_it(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    ada.posted()
    time_passes(0.1)
    assert mail.letters == []
    time_passes(0.2)
    assert len(mail.letters) == 1


def test_looking_decides_nothing_and_pressing_decides_once(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 57: programs open every link of a letter."""
    ada.posted("Let me in.")
    time_passes()
    link, stranger = decision_links(mail)[0], app.test_client()
    for method in (stranger.get, stranger.head, stranger.options):
        assert method(link).status_code == 200
    for what in ("approval", "rejection", "spam"):
        assert stranger.get(f"{link}/{what}").status_code == 405
    assert "Let me in." in stranger.get(link).text
    assert newest_comment().state is State.PENDING
    assert stranger.post(f"{link}/approval").status_code == 200
    assert newest_comment().state is State.APPROVED
    assert stranger.post(f"{link}/spam").status_code == 404
    assert stranger.get(link).status_code == 404
    assert newest_comment().state is State.APPROVED
    assert "Mo" in mo.page("/moderation/log")


def test_a_link_is_about_the_version_of_the_letter(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    receipt = str(ada.sends("Harmless.").location)
    time_passes()
    link = decision_links(mail)[0]
    ada.client.post(f"{receipt}/edit", data={"author_name": "Ada", "text": "Buy now!"})
    assert "Buy now!" not in app.test_client().get(link).text
    assert app.test_client().post(f"{link}/approval").status_code == 409
    assert newest_comment().state is State.PENDING


def test_a_link_is_about_one_comment(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    first, second = ada.posted("One.").id, ada.posted("Two.").id
    time_passes()
    app.test_client().post(f"{decision_links(mail)[0]}/approval", data={"comment_id": str(second)})
    database.db.session.rollback()
    states = [database.db.session.get_one(Comment, one).state for one in (first, second)]
    assert states == [State.APPROVED, State.PENDING]


def test_a_link_ends_after_two_days_and_with_its_moderator(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    ada.posted()
    time_passes()
    link = decision_links(mail)[0]

    def suspend(session: Session) -> None:
        session.get_one(Moderator, mo.id).standing = Standing.SUSPENDED

    def age(session: Session) -> None:
        session.get_one(Moderator, mo.id).standing = Standing.ACTIVE
        session.execute(update(DecisionLink).values(expires_at=clock.now()))

    for end in (suspend, age):
        database.write(end)
        assert app.test_client().post(f"{link}/approval").status_code == 404
    assert newest_comment().state is State.PENDING


def test_another_site_cannot_press_the_buttons(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    ada.posted()
    time_passes()
    address = f"{decision_links(mail)[0]}/approval"
    foreign = {"Origin": "https://evil.example"}
    assert app.test_client().post(address, headers=foreign).status_code == 403


def test_nothing_goes_to_an_address_that_was_not_confirmed(
    app: Flask, ada: Visitor, mail: MailServer
) -> None:
    mo = a_moderator(app)
    press(mo, "subscription", address="typo@example.org")
    ada.posted()
    time_passes()
    assert len(mail.letters) == 1
    assert decision_links(mail) == []
    assert "Nothing more comes" in mo.page("/moderation/letters/")


def test_a_suspended_moderator_gets_no_letter(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    ada.posted()

    def suspend(session: Session) -> None:
        session.get_one(Moderator, mo.id).standing = Standing.SUSPENDED

    database.write(suspend)
    time_passes()
    assert mail.letters == []


def test_one_click_of_a_mail_program_ends_the_letters(
    app: Flask, ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """RFC 8058."""
    ada.posted()
    time_passes()
    address = str(mail.newest()["List-Unsubscribe"]).strip(" <>").removeprefix("http://localhost")
    assert app.test_client().get(address).status_code == 200
    assert "every two hours" in mo.page("/moderation/letters/")
    app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert "Send me letters" in mo.page("/moderation/letters/")


@pytest.mark.parametrize("typed", ["", "nobody", "a@b.c, d@e.f", "a@b.c\r\nBcc: d@e.f"])
def test_an_address_that_is_none_is_handed_back(
    mo: ModeratorAtWork, mail: MailServer, typed: str
) -> None:
    press(mo, "ending")
    assert press(mo, "subscription", address=typed) == 422
    deliver()
    assert mail.letters == []


def test_stuck_mail_is_listed_with_its_reason_and_tried_again(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 58."""
    assert "Every letter got out." in mo.page("/moderation/letters/")
    mail.to_content = "554 Blocked for <reputation>"
    ada.posted()
    time_passes()
    page = mo.page("/moderation/letters/")
    assert "554 Blocked for &lt;reputation&gt;" in page
    assert "See what is stuck" in mo.page("/moderation/overview")
    mail.to_content = TAKEN
    letter = found(re.compile(r"/letters/(\d+)/retry"), page)
    assert press(mo, f"{letter}/retry") == 303
    deliver()
    assert len(mail.letters) == 1
