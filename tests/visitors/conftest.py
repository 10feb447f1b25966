"""An application that needs no database, and the Redis that is there for tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from gloss.settings import Settings

REDIS = os.environ.get("TEST_REDIS_URL", "")
NO_REDIS = "no Redis: set TEST_REDIS_URL=redis://host:6379"
SECRET = "s" * 32

Build = Callable[..., Flask]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return what builds an application with some settings."""

    def built(**changed: object) -> Flask:
        ours = {"instance_dir": tmp_path, "content_dir": tmp_path, "secret_keys": SECRET}
        return create_app(Settings.of(site_file=tmp_path / "site.toml", **(ours | changed)))

    return built


@pytest.fixture
def redis_url() -> str:
    """Return the address of a Redis to count in."""
    if REDIS:
        return REDIS
    if os.environ.get("CI"):
        pytest.fail(NO_REDIS)
    pytest.skip(NO_REDIS)
