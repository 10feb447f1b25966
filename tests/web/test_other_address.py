"""A wrong ``address`` in ``site.toml`` is told with the mend."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from gloss import clock
from gloss.web import other_address
from tests.cast import a_moderator, an_article

ELSEWHERE = "https://tides.example"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    other_address._last.clear()
    yield
    other_address._last.clear()


def refresh_from(app: Flask, origin: str, host: str = "tides.example") -> int:
    """Press Refresh on a page that came by ``origin``."""
    headers = {"Origin": origin, "Host": host}
    return app.test_client().post("/articles/tides/captcha", headers=headers).status_code


def test_readers_who_come_by_another_address_are_told_of(
    app: Flask, content_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(content_dir)
    assert refresh_from(app, ELSEWHERE) == 200
    assert 'address = "https://tides.example"' in caplog.text
    page = a_moderator(app).page("/moderation/overview")
    assert "address = &#34;https://tides.example&#34;" in page or f'address = "{ELSEWHERE}"' in page


def test_it_is_said_once_an_hour(
    app: Flask, content_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(content_dir)
    for _ in range(3):
        refresh_from(app, ELSEWHERE)
    assert caplog.text.count("A reader came by") == 1


def test_what_another_site_sends_is_refused_and_not_noticed(
    app: Flask, content_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(content_dir)
    assert refresh_from(app, "https://evil.example") == 403
    assert caplog.text == ""


@pytest.mark.parametrize("origin", ["null", 'https://a"<b', "javascript:1", "https://" + "a" * 999])
def test_what_is_no_address_is_not_taken_in(origin: str) -> None:
    other_address.notice(origin, clock.now())
    assert other_address.lately("http://localhost", clock.now()) == ""


def test_after_a_day_or_a_mend_it_is_forgotten() -> None:
    now = clock.now()
    other_address.notice(ELSEWHERE, now)
    assert other_address.lately("http://localhost", now) == ELSEWHERE
    assert other_address.lately(ELSEWHERE, now) == ""
    assert other_address.lately("http://localhost", now + timedelta(days=1)) == ""
