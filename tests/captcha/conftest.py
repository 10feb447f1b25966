"""What the captcha needs of an application: its keys, and no database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gloss.settings import Settings


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Flask]:
    """Work inside an application that has nothing but a key."""
    app = Flask("captcha")
    Settings.of(instance_dir=tmp_path, secret_keys=("k" * 40,)).init_app(app)
    with app.app_context():
        yield app
