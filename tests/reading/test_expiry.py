"""An article whose time is over is gone everywhere, at its minute, and says so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gloss import clock
from tests.cast import Visitor, an_article, comment_count

END = datetime(2026, 6, 1, 10, tzinfo=UTC)
LAST_MOMENT = END - timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _offer(content_dir: Path) -> None:
    an_article(content_dir, "offer", expires="2026-06-01T10:00Z", tags="[sales]")
    an_article(content_dir, "tides", published="2026-01-03")


def pass_time(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "seconds", moment.timestamp)


def test_a_page_that_was_kept_vanishes_at_its_minute_without_a_restart(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LAST_MOMENT)
    for address in ("/", "/articles/offer", "/articles/tides", "/tags/", "/tags/sales"):
        assert "ffer" in client.get(address).text or "sales" in client.get(address).text
    assert "s-maxage" not in client.get("/articles/offer").headers["Cache-Control"]
    pass_time(monkeypatch, END)
    assert client.get("/articles/offer").status_code == 410
    assert client.get("/tags/sales").status_code == 404
    for address in ("/", "/articles/tides", "/tags/"):
        text = client.get(address).text
        assert "ffer" not in text
        assert "sales" not in text


def test_the_page_that_is_gone_helps_on(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, END)
    response = client.get("/articles/offer")
    assert "a time that is over" in response.text
    assert 'href="/articles/tides"' in response.text
    assert response.headers["Cache-Control"].endswith("s-maxage=1")
    assert client.head("/articles/offer").status_code == 410
    for more in ("/comments/after/1", ".md", "/comments/feed.atom"):
        assert client.get(f"/articles/offer{more}").status_code == 410


def test_a_comment_that_comes_too_late_is_handed_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(monkeypatch, LAST_MOMENT)
    ada = Visitor(client)
    answer = ada.challenge("offer").picture_answer
    pass_time(monkeypatch, END)
    response = ada.sends("Too late?", "offer", answer=answer)
    assert response.status_code == 410
    assert "Too late?</textarea>" in response.text
    assert "no longer online" in response.text
    assert client.get("/articles/offer/captcha").status_code == 410
    assert comment_count() == 0


def test_a_former_address_of_what_is_gone_says_so_too(
    client: FlaskClient, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_article(content_dir, "offer", expires="2026-06-01T10:00Z", aliases="[bargain]")
    pass_time(monkeypatch, END)
    response = client.get("/articles/bargain", follow_redirects=True)
    assert response.status_code == 410
    assert Visitor(client).sends("Hm.", "bargain", answer="x").status_code in {404, 410}
