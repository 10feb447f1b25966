"""A site that can send mail, its visitors and moderators."""

from collections.abc import Iterator

import pytest

from gloss.settings import Settings
from tests.mail_server import MailServer, running, sending


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return sending(settings, mail).model_copy(update={"limits": False})
