"""Who has which comment before the eyes: noted with each press, and forgotten in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gloss import clock, database
from gloss.database import db
from gloss.moderation import claims
from gloss.moderation.models import Claim
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, found


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


@pytest.fixture
def mia(app: Flask) -> ModeratorAtWork:
    return a_moderator(app, "Mia")


def shows(moderator: ModeratorAtWork, comment_id: int, query: str = "") -> bool:
    return f'data-comment="{comment_id}"' in moderator.page(f"/moderation/?{query}")


def leaves(moderator: ModeratorAtWork, comment_id: int) -> None:
    """Press the button that goes on without a decision."""
    fields = {"csrf_token": found(CSRF, moderator.page("/moderation/log"))}
    fields["origin"] = "state=pending"
    answer = moderator.client.post(f"/moderation/comments/{comment_id}/leaving", data=fields)
    assert answer.status_code == 303


def test_without_scripts_too_who_was_led_to_a_comment_has_it(
    ada: Visitor, mo: ModeratorAtWork, mia: ModeratorAtWork
) -> None:
    first, second, third = (ada.posted(text).id for text in ("First.", "Second.", "Third."))
    mo.decides(first, "approval")
    assert shows(mo, second)
    assert shows(mia, third)
    assert "Mo is here" in mia.page()
    assert "Mo is looking at this comment too" in mia.page(f"/moderation/?focus={second}")


def test_who_goes_on_frees_what_was_left(
    ada: Visitor, mo: ModeratorAtWork, mia: ModeratorAtWork
) -> None:
    first, second = (ada.posted(text).id for text in ("First.", "Second."))
    leaves(mo, second)
    assert shows(mia, second)
    leaves(mo, first)
    assert shows(mo, second, f"after={first}")
    assert shows(mia, first)


def test_a_claim_that_nobody_renews_ends_and_is_swept(
    ada: Visitor, mo: ModeratorAtWork, mia: ModeratorAtWork
) -> None:
    first, second = (ada.posted(text).id for text in ("First.", "Second."))
    leaves(mo, first)
    now = clock.now()
    db.session.rollback()  # see what was noted
    assert claims.of_others(db.session(), mia.id, now) == {second: "Mo"}
    assert claims.of_others(db.session(), mia.id, now + claims.LIFETIME) == {}
    for later, left in ((timedelta(0), 1), (claims.LIFETIME + timedelta(seconds=1), 0)):
        database.write(lambda session, at=now + later: claims.sweep(session, at))  # type: ignore[misc]
        assert db.session.scalar(select(func.count()).select_from(Claim)) == left
