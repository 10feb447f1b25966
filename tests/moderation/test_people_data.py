"""One person's data: an admin looks at it, hands it out or erases it, and the log tells of that."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gloss import clock, database
from gloss.accounts.models import AccountEvent, Moderator, ModeratorSession, Role
from gloss.comments.mailboxes import finding
from gloss.comments.models import Comment
from gloss.database import db
from gloss.moderation import people_data
from gloss.settings import Settings
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, found

PAGE = "/moderation/people-data/"
ADDRESS = "ada@example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"mail_server": "log"})


@pytest.fixture
def mo(app: Flask, client: FlaskClient, content_dir: Path) -> ModeratorAtWork:
    """Return Mo, an admin; Ada proved two comments to be hers, and one more names her address."""
    an_article(content_dir)
    mo, ada = a_moderator(app), Visitor(client)
    admin = update(Moderator).values(role=Role.ADMIN)
    database.write(lambda session: session.execute(admin).close())
    ids = [ada.posted(f"Hers {n}.", email=ADDRESS.upper()).id for n in range(2)]
    ada.posted("Whose?", author_name="Eve", email=ADDRESS)
    ada.posted("Bo's own.", author_name="Bo", email="bo@example.org")

    def prove(session: Session) -> None:
        mailbox = finding.of(session, ADDRESS, clock.now())
        session.flush()
        theirs = update(Comment).where(Comment.id.in_(ids)).values(mailbox_id=mailbox.id)
        session.execute(theirs)

    database.write(prove)
    return mo


def sends(mo: ModeratorAtWork, what: str, **typed: str) -> TestResponse:
    token = {"csrf_token": found(CSRF, mo.page(PAGE)), "address": ADDRESS}
    return mo.client.post(PAGE + what, data=token | typed)


def texts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment.text).order_by(Comment.id)))


def logged() -> list[tuple[str, str]]:
    db.session.rollback()
    events = db.session.scalars(select(AccountEvent).order_by(AccountEvent.id))
    return [(event.deed.value, event.detail) for event in events][3:]


def test_a_preview_says_what_will_be_hit_and_changes_nothing(mo: ModeratorAtWork) -> None:
    before = texts()
    page = sends(mo, "preview")
    assert "2 comments" in page.text
    assert "1 more comment names this address without proof" in page.text
    assert "Hers 0." in page.text
    assert "Whose?" not in page.text
    assert "Bo's own." not in page.text
    assert (texts(), logged()) == (before, [])
    assert "3 comments" in sends(mo, "preview", typed="y").text


def test_an_export_holds_it_all_and_is_noted_without_the_address(mo: ModeratorAtWork) -> None:
    answer = sends(mo, "export")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    kept = json.loads(answer.text)["comments"]
    assert [comment["text"] for comment in kept] == ["Hers 0.", "Hers 1."]
    assert logged() == [("handed out a person’s data", "comments: 2")]


def test_an_erasure_wants_to_be_confirmed(mo: ModeratorAtWork) -> None:
    refused = sends(mo, "erasure")
    assert (refused.status_code, "Nothing was erased" in refused.text) == (422, True)
    assert "Hers 0." in texts()


def test_an_erasure_takes_all_of_it_and_leaves_the_rest(
    mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_data, "AT_ONCE", 1)
    assert sends(mo, "erasure", is_confirmed="y").status_code == 303
    assert texts() == ["", "", "Whose?", "Bo's own."]
    assert "2 comments are erased" in mo.page(PAGE)
    assert logged() == [("erased a person’s data", "comments: 1")] * 2
    sends(mo, "erasure", typed="y", is_confirmed="y")
    assert texts() == ["", "", "", "Bo's own."]
    assert ADDRESS not in str([vars(one).values() for one in db.session.scalars(select(Comment))])
    assert "No comment belongs" in sends(mo, "preview", typed="y").text


@pytest.mark.parametrize("address", ["", "ada", "a@b@c.d", "x" * 300 + "@example.org", "nul\0@b.c"])
@pytest.mark.parametrize("what", ["preview", "export", "erasure"])
def test_what_is_no_address_is_explained_and_kept(
    mo: ModeratorAtWork, what: str, address: str
) -> None:
    refused = sends(mo, what, address=address, is_confirmed="y")
    assert refused.status_code == 422
    assert "field-error" in refused.text
    assert "" not in texts()


def test_who_has_no_comments_has_no_data(mo: ModeratorAtWork) -> None:
    page = sends(mo, "preview", address="nobody@example.org")
    assert "No comment belongs to this address." in page.text


def test_the_password_is_asked_again(mo: ModeratorAtWork) -> None:
    long_ago = update(ModeratorSession).values(confirmed_at=clock.now().replace(year=2020))
    token = found(CSRF, mo.page(PAGE))
    database.write(lambda session: session.execute(long_ago).close())
    for what in ("preview", "export", "erasure"):
        typed = {"csrf_token": token, "address": ADDRESS, "is_confirmed": "y"}
        answer = mo.client.post(PAGE + what, data=typed)
        assert re.search("/account/confirmation", answer.location or "")
    assert "/account/confirmation" in mo.client.get(PAGE).location
    assert "Hers 0." in texts()
