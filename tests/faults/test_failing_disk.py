"""A disk that fails or may not be written: while serving, and at the start."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest

from app import create_app
from gloss import database
from gloss.settings import Settings
from tests.cast import an_article, comment_count
from tests.faults.disk import Disk, on_disk
from tests.faults.tracing import failing
from tests.operation import processes
from tests.operation.visitor import a_comment, request, sends
from tests.server import Server, eventually, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITES = "pwrite64,fsync,fdatasync,ftruncate,mkdir,rename,unlink,link"
READS = "pread64"
FAULTS = (
    ("fsync,fdatasync", "EIO"),
    (WRITES, "EIO"),
    (WRITES, "ENOSPC"),
    (WRITES, "EROFS"),
    (f"{READS},{WRITES}", "EIO"),
)
NOT_STORED = "We cannot store comments right now"


def everyone(server: Server) -> list[int]:
    """Return all processes of a server."""
    return [process.id for process in processes.family(server.process.pid)]


def test_while_it_fails_articles_are_served_and_comments_come_back(
    server: Server, content_dir: Path
) -> None:
    an_article(content_dir, "dunes")
    eventually(lambda: request("GET", f"{server.address}/articles/dunes").status == 200)
    for number, (calls, error) in enumerate(FAULTS):
        assert sends(a_comment("Before."), server.address).status == 303
        with failing(everyone(server), calls, error):
            refused = sends(a_comment("Into the void."), server.address)
            assert (refused.status, NOT_STORED in refused.text) == (503, True), refused.text
            assert "Into the void." in refused.text
            an_article(content_dir, f"shore-{number}")
            eventually(lambda n=number: is_whole(server, f"shore-{n}"))  # type: ignore[misc]
            assert is_whole(server, "tides")
            assert is_whole(server, "dunes")
        eventually(lambda: sends(a_comment("After."), server.address).status == 303)
        assert comment_count() == 2 * (number + 1)
    assert "Traceback" not in server.printed()


def is_whole(server: Server, slug: str) -> bool:
    page = request("GET", f"{server.address}/articles/{slug}")
    assert page.status in {200, 404}, page.text
    return "The sea comes and goes." in page.text


@pytest.fixture
def read_only(settings: Settings, disk: Disk, empty_sqlite: Path) -> Settings:
    """Return settings whose folder is on a disk that may not be written."""
    ours = on_disk(settings, disk, empty_sqlite)
    with create_app(ours).app_context():
        flask_migrate.stamp()
        database.db.engine.dispose()
    disk.make("ro")
    return ours


@pytest.fixture
def reader(read_only: Settings, content_dir: Path, tmp_path: Path) -> Iterator[Server]:
    an_article(content_dir)
    an_article(content_dir, "dunes")
    with serving(read_only, tmp_path / "server.log") as server, create_app(read_only).app_context():
        yield server
        database.db.engine.dispose()


def test_a_server_starts_on_a_disk_that_is_read_only_and_goes_on_once_it_is_not(
    reader: Server, disk: Disk
) -> None:
    assert "articles are served, comments have to wait" in reader.printed()
    for slug in ("tides", "dunes"):
        assert is_whole(reader, slug)
        page = request("GET", f"{reader.address}/articles/{slug}")
        assert "The comments cannot be shown right now." in page.text
    refused = sends(a_comment("On paper only."), reader.address)
    assert (refused.status, NOT_STORED in refused.text) == (503, True)
    assert "On paper only." in refused.text
    assert "does not answer" in request("GET", f"{reader.address}/health").text
    disk.make("rw")
    eventually(lambda: sends(a_comment("In ink."), reader.address).status == 303)
    eventually(lambda: "comments are taken" in reader.printed())
    assert "Traceback" not in reader.printed()
