"""The cast of the tests: Ada and Bo write, Mo and Mia moderate, Eve attacks."""

import re
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gloss import clock, database
from gloss.accounts import cookie, devices, moderators, passwords, signing_in
from gloss.accounts.models import Moderator
from gloss.captcha import challenge
from gloss.captcha.challenge import Challenge
from gloss.comments.challenges import PURPOSE
from gloss.comments.models import Comment

PASSWORD = "correct horse battery staple"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ORIGIN = re.compile(r'name="origin"[^>]*value="([^"]*)"')
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


def an_article(content_dir: Path, slug: str = "tides", **front_matter: str) -> Path:
    """Put an article into the library's folder."""
    head = {"title": slug.capitalize(), "published": "2026-01-02"} | front_matter
    lines = "\n".join(f"{key}: {value}" for key, value in head.items())
    file = content_dir / f"{slug}.md"
    file.write_text(f"---\n{lines}\n---\n\nThe sea comes and goes.\n")
    return file


class Browser(FlaskClient):
    """A browser without JavaScript that keeps cookies; each request stands alone, as in life.

    Flask lets a request use an application context that the test pushed: its ``g`` and its
    database session would then be shared by all requests.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request, and read the whole answer."""
        return Context().run(super().open, *args, **{"buffered": True} | kwargs)


@dataclass
class Visitor:
    """Somebody in front of an article, in a browser without JavaScript."""

    client: FlaskClient
    name: str = "Ada"

    def challenge(self, slug: str = "tides") -> Challenge:
        """Look at the captcha, and know the answer."""
        response = self.client.get(f"/articles/{slug}/captcha")
        assert response.status_code == 200, response.text
        cookie = self.client.get_cookie("captcha", path=f"/articles/{slug}")
        assert cookie is not None
        return challenge.read(cookie.value, slug, PURPOSE, clock.now())

    def sends(self, text: str = "Lovely.", slug: str = "tides", **fields: str) -> TestResponse:
        """Fill the form in and press Send; the answer is right unless ``fields`` has another."""
        if "answer" not in fields:
            fields["answer"] = self.challenge(slug).picture_answer
        typed = {"author_name": self.name, "text": text} | fields
        return self.client.post(f"/articles/{slug}/comments", data=typed)

    def posted(self, text: str = "Lovely.", slug: str = "tides", **fields: str) -> Comment:
        """Send a comment that is taken, and return it."""
        response = self.sends(text, slug, **fields)
        assert response.status_code == 303, response.text
        return newest_comment()


@dataclass
class ModeratorAtWork:
    """Somebody who is signed in and works the queue through its own pages."""

    client: FlaskClient
    id: int

    def page(self, address: str = "/moderation/") -> str:
        """Open one of the moderators' pages."""
        response = self.client.get(address)
        assert response.status_code == 200, response.text
        return response.text

    def decides(self, comment_id: int, decision: str, **fields: str) -> TestResponse:
        """Press a button under a comment as it stands now: approval, rejection or spam.

        Under one that is deleted there is none; it is pressed as if the page had been open before.
        """
        page = self.page(f"/moderation/comments/{comment_id}")
        there = VERSION.search(page)
        version = there[1] if there else str(version_of(comment_id))
        origin = ORIGIN.search(page)
        shown = {"version": version, "csrf_token": found(CSRF, page)}
        shown["origin"] = unescape(origin[1]) if origin else ""
        address = f"/moderation/comments/{comment_id}/{decision}"
        return self.client.post(address, data=shown | fields)

    def undoes(self, decision_id: int) -> TestResponse:
        """Press Undo beside a decision."""
        token = found(CSRF, self.page("/moderation/log"))
        address = f"/moderation/decisions/{decision_id}/undoing"
        return self.client.post(address, data={"csrf_token": token})


def found(pattern: re.Pattern[str], page: str) -> str:
    """Return what ``pattern`` captures on ``page``, where it must be."""
    match = pattern.search(page)
    assert match is not None, page
    return match[1]


def a_moderator(app: Flask, name: str = "Mo") -> ModeratorAtWork:
    """Make a moderator who is signed in; as after typing the password, which takes a while."""
    moderator_id, client = registered(name, clock.now()), app.test_client()
    browser = signing_in.Browser(None, devices.describe("Firefox"), "")
    begun = database.write(
        lambda session: signing_in.start(session, moderator_id, browser, clock.now())
    )
    with client.session_transaction(cookie.PATH) as held:
        held[cookie.TOKEN] = begun.token
    return ModeratorAtWork(client, moderator_id)


def registered(name: str, now: datetime) -> int:
    """Make a moderator with the cast's password; return the id."""
    token = database.write(lambda session: moderators.invite(session, name, now))
    database.write(lambda session: moderators.set_password(session, token, digest(), now))
    return database.db.session.scalars(select(Moderator.id).where(Moderator.name == name)).one()


@cache
def digest() -> str:
    """Return the hash of the cast's password, which is slow to make."""
    return passwords.digest(PASSWORD)


def version_of(comment_id: int) -> int:
    """Return the present version of a comment."""
    database.db.session.rollback()
    return database.db.session.get_one(Comment, comment_id).version


def newest_comment() -> Comment:
    """Read the comment that came last."""
    database.db.session.rollback()  # see what others have committed
    newest = select(Comment).order_by(Comment.id.desc()).limit(1)
    return database.db.session.scalars(newest).one()


def comment_count() -> int:
    """Count all comments, whatever their state."""
    database.db.session.rollback()
    return len(database.db.session.scalars(select(Comment.id)).all())
