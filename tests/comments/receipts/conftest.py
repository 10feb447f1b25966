"""A site that can send mail, and a real server that takes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.settings import Settings
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article
from tests.mail_server import MailServer, running, sending


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return sending(settings, mail).model_copy(update={"limits": False})


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def bo(app: Flask, ada: Visitor) -> Visitor:
    return Visitor(app.test_client(), "Bo")


@pytest.fixture
def mo(app: Flask, ada: Visitor) -> ModeratorAtWork:
    return a_moderator(app)
