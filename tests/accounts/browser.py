"""A moderator's browser."""

import html
from datetime import UTC, datetime

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gloss.database import Model, db
from tests.cast import CSRF, PASSWORD, Browser

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/moderation/sign-in"
SIGN_OUT = "/moderation/sign-out"
DESK = "/moderation/desk"  # a page of these tests that only moderators see


class AccountsBrowser(Browser):
    """A browser that fills in the moderators' forms."""

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
