"""A file that is changed shows, whoever of the processes is alive to see it."""

import pytest

from tests.cast import an_article
from tests.operation.processes import stop_between_writes
from tests.operation.test_processes import works
from tests.operation.visitor import request
from tests.server import Server, eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def status(server: Server, slug: str) -> int:
    return request("GET", f"{server.address}/articles/{slug}").status


def test_a_new_file_shows_and_a_deleted_one_goes(server: Server) -> None:
    moon = an_article(server.settings.content_dir, "moon")
    eventually(lambda: status(server, "moon") == 200)
    moon.unlink()
    eventually(lambda: status(server, "moon") == 404)
    assert status(server, "tides") == 200


def test_a_new_file_shows_also_while_the_background_work_stands_still(server: Server) -> None:
    eventually(lambda: len(works(server)) == 1)
    (work,) = works(server)
    stop_between_writes(work.id)
    an_article(server.settings.content_dir, "moon")
    eventually(lambda: status(server, "moon") == 200)


def test_what_changed_while_gloss_was_stopped_shows_after_a_start(server: Server) -> None:
    an_article(server.settings.content_dir, "moon")
    eventually(lambda: status(server, "moon") == 200)
    assert server.stop() == 0
    an_article(server.settings.content_dir, "stars")
    (server.settings.content_dir / "moon.md").unlink()
    server.start()
    assert status(server, "tides") == 200
    eventually(lambda: (status(server, "stars"), status(server, "moon")) == (200, 404))
