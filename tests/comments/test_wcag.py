"""What WCAG 2.2 asks of the comment form, as far as it shows without a browser."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from gloss import clock, database
from gloss.captcha import challenge
from gloss.comments.challenges import PURPOSE
from gloss.settings import Settings
from tests.cast import Browser, Visitor, an_article


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def test_wcag_1_3_5_fields_about_the_visitor_say_what_they_are_for(
    settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    app = create_app(settings.model_copy(update={"mail_server": "localhost:25"}))
    app.test_client_class = Browser
    with app.app_context():
        page = app.test_client().get("/articles/tides").text
        for purpose, name in (("name", "author_name"), ("email", "email")):
            field = next(tag for tag in page.split("<") if f'name="{name}"' in tag)
            assert f'autocomplete="{purpose}"' in field
        database.db.session.remove()
        database.db.engine.dispose()


def test_wcag_2_2_1_who_needs_more_than_two_hours_loses_nothing_and_may_go_on_without_end(
    ada: Visitor,
) -> None:
    for hours in (2, 5, 24 * 30):
        issued = clock.now() - hours * challenge.LIFETIME
        shown = challenge.issue("tides", PURPOSE, issued)
        late = ada.sends("Slowly typed.", answer=shown.picture_answer, challenge=shown.token)
        assert late.status_code == 422
        assert "Slowly typed.</textarea>" in late.text
    assert ada.posted("Slowly typed.").text == "Slowly typed."
