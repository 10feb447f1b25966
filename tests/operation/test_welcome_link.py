"""The link that makes the first moderator: printed by each start until there is one."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from gloss.settings import Settings
from tests.cast import CSRF, PASSWORD, found
from tests.operation.visitor import Answer, request
from tests.server import Server, serving

WELCOME = re.compile(r"To become the first one, open (\S+)")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Serve what a fresh clone does: no database yet, and no secret."""
    new = Settings.of(instance_dir=tmp_path / "instance", content_dir=tmp_path / "content")
    with serving(new, tmp_path / "server.log") as server:
        yield server


def test_the_link_of_the_first_start_makes_the_first_moderator_once(server: Server) -> None:
    link = found(WELCOME, server.printed())
    welcomed = becomes_moderator(link)
    assert (welcomed.status, welcomed.location) == (303, "/moderation/")
    assert request("GET", f"{server.address}/moderation/", cookie=welcomed.cookie).status == 200
    assert request("GET", link).status == 404


def test_each_start_prints_a_fresh_link_and_ends_the_one_before(server: Server) -> None:
    old = found(WELCOME, server.printed())
    server.stop()
    server.start()
    assert request("GET", old).status == 404
    assert request("GET", found(WELCOME, server.printed())).status == 200


def test_no_link_is_printed_once_there_is_a_moderator(server: Server) -> None:
    becomes_moderator(found(WELCOME, server.printed()))
    server.stop()
    server.start()
    assert not WELCOME.search(server.printed())


def becomes_moderator(link: str) -> Answer:
    """Fill in the form that ``link`` leads to, in the same browser."""
    page = request("GET", link)
    typed = {"name": "Mo", "password": PASSWORD, "csrf_token": found(CSRF, page.text)}
    return request("POST", link, urlencode(typed), page.cookie)
