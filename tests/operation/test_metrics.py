"""What Prometheus reads: the figures of one server, at an address of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask

from gloss.settings import Settings
from tests.cast import an_article
from tests.operation.visitor import a_comment, request, sends
from tests.server import Server, eventually, free_port, serving


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"metrics_port": free_port()})


@pytest.fixture
def server(app: Flask, settings: Settings, content_dir: Path, tmp_path: Path) -> Iterator[Server]:
    an_article(content_dir)
    flask_migrate.stamp()
    with serving(settings, tmp_path / "server.log") as server:
        yield server


def figure(server: Server, name: str) -> float:
    """Read one figure as Prometheus does; -1 if it is not there."""
    ours = server.settings
    page = request("GET", f"http://{ours.metrics_host}:{ours.metrics_port}/metrics").text
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else -1.0


def test_figures_tell_what_was_asked_and_what_waits(server: Server) -> None:
    for _ in range(3):
        request("GET", f"{server.address}/articles/tides")
    sends(a_comment("Lovely."), server.address)
    assert figure(server, "gloss_kept_page_hits_total") >= 2
    assert figure(server, 'gloss_requests_total{status="303"}') == 1
    assert figure(server, "gloss_request_seconds_count") >= 1
    assert figure(server, "gloss_comments_waiting") == 1
    assert figure(server, "gloss_database_up") == 1
    assert figure(server, "process_open_fds") > 0
    eventually(lambda: figure(server, "gloss_background_idle_seconds") >= 0)


def test_nothing_of_it_is_public(server: Server) -> None:
    assert request("GET", f"{server.address}/metrics").status == 404
