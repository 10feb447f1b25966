"""A moderator's browser, whose requests share nothing but cookies."""

import contextvars
import html
import re
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gloss.database import Model, db

PASSWORD = "correct horse battery staple"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/moderation/sign-in"
SIGN_OUT = "/moderation/sign-out"
DESK = "/moderation/desk"  # a page of these tests that only moderators see
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """A browser without JavaScript.

    Flask lets a request use an application context that the test pushed: its ``g`` would then
    keep one request's moderator and form token for the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request."""
        return contextvars.Context().run(super().open, *args, **kwargs)

    def send(self, page: str, **fields: str) -> TestResponse:
        """Fill in the form on ``page`` and send it."""
        return self.post(page, data={"csrf_token": self.form_token(page), **fields})

    def form_token(self, page: str = SIGN_IN) -> str:
        """Return the token in the form on ``page``; empty when there is no form."""
        found = CSRF.search(self.get(page).text)
        return html.unescape(found[1]) if found else ""

    def sign_in(self, name: str = "Mo", password: str = PASSWORD) -> TestResponse:
        """Sign in as a person does."""
        return self.send(SIGN_IN, name=name, password=password)

    def cookie(self) -> str:
        """Return the moderators' cookie that the browser holds."""
        held = self.get_cookie("gloss", path="/moderation")
        assert held is not None
        return held.value

    def is_signed_in(self) -> bool:
        """Tell whether the moderators' pages open."""
        return self.get(DESK).status_code == 200


def count(model: type[Model]) -> int:
    """Count rows as they are now."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0
