"""Old threads close: by themselves, at their moment, everywhere, and no text is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import clock
from gloss.settings import Settings
from tests.cast import Visitor, a_moderator, an_article, comment_count

CLOSING = datetime(2026, 6, 1, tzinfo=UTC)
LAST_MOMENT = CLOSING - timedelta(microseconds=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Close comments 30 days after publication."""
    with settings.site_file.open("a") as stream:
        stream.write("[comments]\nclose_after_days = 30\n")
    return settings


@pytest.fixture(autouse=True)
def _articles(content_dir: Path) -> None:
    an_article(content_dir, "tides", published="2026-05-02")
    an_article(content_dir, "shells", published="2026-05-02", close_after_days="0")
    an_article(content_dir, "dunes", published="2026-05-02", close_after_days="400")


def pass_time(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "seconds", moment.timestamp)


def test_a_page_that_was_kept_closes_at_its_moment_and_says_when_that_was(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LAST_MOMENT)
    before = client.get("/articles/tides")
    assert "Add a comment" in before.text
    assert "Comments are taken until 1 June 2026" in before.text
    assert "s-maxage" not in before.headers["Cache-Control"]
    pass_time(monkeypatch, CLOSING)
    after = client.get("/articles/tides")
    assert "Comments on this article closed on 1 June 2026" in after.text
    assert "Add a comment" not in after.text
    assert after.headers["ETag"] != before.headers["ETag"]


def test_an_article_may_stay_open_for_longer_or_for_ever(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, CLOSING + timedelta(days=90))
    assert "Comments are taken until" not in client.get("/articles/shells").text
    assert "Comments are taken until" in client.get("/articles/dunes").text
    for slug in ("shells", "dunes"):
        assert "Add a comment" in client.get(f"/articles/{slug}").text


def test_a_form_that_comes_too_late_gets_its_text_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LAST_MOMENT)
    ada = Visitor(client)
    answer = ada.challenge().picture_answer
    pass_time(monkeypatch, CLOSING)
    response = ada.sends("A minute late", answer=answer)
    assert response.status_code == 422
    assert "A minute late</textarea>" in response.text
    assert "closed on 1 June 2026" in response.text
    assert comment_count() == 0


def test_nobody_replies_or_gets_a_picture_once_comments_are_closed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LAST_MOMENT)
    mo, comment = a_moderator(app), Visitor(client).posted()
    mo.decides(comment.id, "approval")
    reply = f"/articles/tides/comments/{comment.id}/reply"
    assert client.get(reply).status_code == 200
    pass_time(monkeypatch, CLOSING)
    assert client.get(reply).status_code == 404
    assert client.get("/articles/tides/captcha").status_code == 404
    assert "/reply" not in client.get("/articles/tides").text


@pytest.mark.parametrize("typed", ["soon", "-1", "99999999999", "٣", "1.5", "[30]"])
def test_days_that_cannot_be_read_leave_it_to_the_site(
    content_dir: Path, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    an_article(content_dir, "odd", published="2026-05-02", close_after_days=typed)
    pass_time(monkeypatch, CLOSING)
    assert "closed on 1 June 2026" in client.get("/articles/odd").text
