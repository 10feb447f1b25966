"""Mo, who moderates, and a page for moderators only."""

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Blueprint, Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from gloss import database
from gloss.accounts import guard, names
from gloss.accounts.models import Moderator, Role
from tests.accounts.browser import DESK, NOON, AccountsBrowser
from tests.cast import digest


@pytest.fixture
def app(app: Flask) -> Flask:
    """Return the application with one more page that only moderators see."""
    app.test_client_class = AccountsBrowser
    desk = Blueprint("desk", __name__, url_prefix=DESK)
    desk.before_request(guard.require_moderator)
    desk.add_url_rule("", "sit", sit_at_the_desk)
    desk.add_url_rule("", "stamp", lambda: "Stamped", methods=["POST"])
    app.register_blueprint(desk)
    return app


@pytest.fixture
def browser(app: Flask) -> AccountsBrowser:
    """Return a browser that nobody used yet."""
    return opened(app)


@pytest.fixture
def other_browser(app: Flask) -> AccountsBrowser:
    """Return a second one, in another place."""
    return opened(app)


@pytest.fixture
def mo(app: Flask) -> int:
    """Return the id of Mo, who has a password."""

    def make(session: Session) -> int:
        made = Moderator(
            name="Mo",
            name_key=names.key("Mo"),
            password_hash=digest(),
            role=Role.ADMIN,
            created_at=NOON,
        )
        session.add(made)
        session.flush()
        return made.id

    return database.write(make)


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one with each argon2 computation."""
    digest()  # is made by now, and not counted
    done: list[str] = []
    for method in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, method, counted(method, done))
    return done


def sit_at_the_desk() -> str:
    token = f'<input name="csrf_token" value="{generate_csrf()}">'
    return f"The desk of {guard.signed_in().name} {token}"


def counted(method: str, done: list[str]) -> Callable[..., Any]:
    original = getattr(PasswordHasher, method)

    def compute(*args: Any) -> Any:
        done.append(method)
        return original(*args)

    return compute


def opened(app: Flask) -> AccountsBrowser:
    client = app.test_client()
    assert isinstance(client, AccountsBrowser)
    return client
