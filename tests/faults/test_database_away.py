"""PostgreSQL that hangs or is gone: articles are read, texts handed back, and all goes on."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import make_url

from gloss.database import ANSWER_SECONDS, BUSY_TIMEOUT_SECONDS
from gloss.patience import PING_SECONDS
from gloss.settings import Settings
from tests.cast import an_article, comment_count
from tests.operation.visitor import Answer, a_comment, request, sends
from tests.relay import Relay
from tests.server import Server, eventually, serving

T = TypeVar("T")

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ONCE_SECONDS = ANSWER_SECONDS + BUSY_TIMEOUT_SECONDS + PING_SECONDS  # the first to notice
AT_ONCE_SECONDS = 2.0  # on a machine that is busy with other tests


@pytest.fixture
def line(settings: Settings) -> Relay:
    """Return the only way from the server to its database."""
    url = make_url(settings.database_url)
    return Relay(url.host or "", url.port or 5432)


@pytest.fixture
def site(
    app: Flask, settings: Settings, content_dir: Path, tmp_path: Path, line: Relay
) -> Iterator[Server]:
    """Serve over ``line`` articles that nobody has read; ``app`` has a line of its own."""
    for number in range(9):
        an_article(content_dir, f"shore-{number}")
    an_article(content_dir)
    flask_migrate.stamp()
    url = make_url(settings.database_url).set(host="127.0.0.1", port=line.port)
    over = settings.model_copy(
        update={"database_url": url.render_as_string(hide_password=False), "limits": False}
    )
    with serving(over, tmp_path / "server.log") as server:
        assert reads(server, 0).status == 200
        yield server


def reads(server: Server, number: int) -> Answer:
    return request("GET", f"{server.address}/articles/shore-{number}")


def timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    return call(), time.monotonic() - began


def test_while_it_hangs_one_reader_waits_once_and_nobody_else(site: Server, line: Relay) -> None:
    line.hang()
    first, waited = timed(lambda: reads(site, 1))
    assert (first.status, waited < ONCE_SECONDS) == (200, True), waited
    for number in range(2, 8):
        page, waited = timed(lambda number=number: reads(site, number))  # type: ignore[misc]
        assert (page.status, waited < AT_ONCE_SECONDS) == (200, True), (number, waited)
        assert "The sea comes and goes." in page.text
        assert "comments" in page.text
    kept, waited = timed(lambda: reads(site, 0))
    assert (kept.status, waited < AT_ONCE_SECONDS) == (200, True)


def test_a_comment_sent_while_it_hangs_comes_back_and_is_taken_later(
    site: Server, line: Relay
) -> None:
    comment = a_comment("Said into silence.")
    line.hang()
    refused, waited = timed(lambda: sends(comment, site.address))
    assert (refused.status, waited < ONCE_SECONDS) == (503, True), waited
    assert "Said into silence." in refused.text
    assert "cannot store comments right now" in refused.text
    assert "does not answer" in request("GET", f"{site.address}/health").text
    assert request("GET", f"{site.address}/health/ready").status == 200
    line.go_on()
    eventually(lambda: sends(comment, site.address).status == 303)
    assert comment_count() == 1
    assert '"database":"well"' in request("GET", f"{site.address}/health").text


def test_once_it_is_gone_articles_come_at_once_and_say_so(site: Server, line: Relay) -> None:
    line.cut()
    for number in range(1, 6):
        page, waited = timed(lambda number=number: reads(site, number))  # type: ignore[misc]
        assert (page.status, waited < AT_ONCE_SECONDS) == (200, True), waited
    refused = sends(a_comment("Nobody home."), site.address)
    assert (refused.status, "Nobody home." in refused.text) == (503, True)
