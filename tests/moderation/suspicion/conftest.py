"""Mo, by id in the database and at work in a browser."""

import pytest
from flask import Flask

from tests.cast import ModeratorAtWork, a_moderator, registered
from tests.moderation.suspicion.history import NOON


@pytest.fixture
def mo(app: Flask) -> int:
    """Make a moderator, who decides without a browser; return the id."""
    return registered("Mo", NOON)


@pytest.fixture
def desk(app: Flask) -> ModeratorAtWork:
    """Let a moderator sign in."""
    return a_moderator(app, "Mia")
