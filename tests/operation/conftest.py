"""Real servers over the databases that ``app`` looks into."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask

from gloss.settings import Settings
from tests.cast import an_article
from tests.server import Server, serving


@pytest.fixture
def server(app: Flask, settings: Settings, content_dir: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve an article about the tides; ``app`` has the same database and secret."""
    an_article(content_dir)
    flask_migrate.stamp()  # the tables are there; `flask serve` need not make them
    with serving(settings, tmp_path / "server.log") as server:
        yield server
