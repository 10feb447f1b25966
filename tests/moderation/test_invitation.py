"""Invitations by mail: the link is in the letter, and nowhere else."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from gloss import database
from gloss.accounts.models import Moderator, Role
from gloss.database import db
from gloss.outbox.models import Letter
from gloss.settings import Settings
from tests.cast import CSRF, ModeratorAtWork, a_moderator, found

PAGE = "/moderation/people/invitation/letter"
LINK = re.compile(r"http://localhost(/moderation/password/\S+)")


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    server = getattr(request, "param", "log")
    return settings.model_copy(update={"mail_server": server})


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    mo = a_moderator(app)
    admin = update(Moderator).values(role=Role.ADMIN)
    database.write(lambda session: session.execute(admin).close())
    return mo


def invites(mo: ModeratorAtWork, **typed: str) -> TestResponse:
    sent = {"name": "Nina", "role": "moderator", "address": "nina@example.org"} | typed
    return mo.client.post(PAGE, data={"csrf_token": found(CSRF, mo.page(PAGE))} | sent)


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter)))


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Moderator.name).order_by(Moderator.id)))


def test_the_letter_holds_a_link_that_sets_a_password_and_no_page_does(
    mo: ModeratorAtWork, client: FlaskClient
) -> None:
    assert PAGE in mo.page("/moderation/people/invitation")
    sent = invites(mo)
    (letter,) = letters()
    assert (sent.status_code, letter.recipient) == (303, "nina@example.org")
    link = found(LINK, letter.text)
    assert link in letter.html
    people = mo.page("/moderation/people/")
    assert "on its way to nina@example.org" in people
    assert link not in people
    assert "Welcome, Nina" in client.get(link).text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""}, {"name": "Mo"}, {"role": "owner"}, {"address": ""}, {"address": "nina"},
        {"address": "n\0@b.c"}, {"address": "a@b.c\r\nBcc: eve@example.org"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_explained_and_invites_nobody(
    mo: ModeratorAtWork, typed: dict[str, str]
) -> None:
    refused = invites(mo, **typed)
    assert (refused.status_code, "field-error" in refused.text) == (422, True)
    assert (names(), letters()) == (["Mo"], [])


@pytest.mark.parametrize("settings", [""], indirect=True)
def test_without_mail_a_link_is_handed_over_as_before(mo: ModeratorAtWork) -> None:
    assert PAGE not in mo.page("/moderation/people/invitation")
    assert mo.client.get(PAGE).status_code == 404
