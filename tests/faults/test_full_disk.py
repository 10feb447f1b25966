"""A disk without a byte left: what was confirmed is there, articles are served, the rest waits."""

import subprocess
from pathlib import Path
from threading import Event

import flask_migrate
import pytest
from flask import Flask

from gloss import clock, database
from gloss.articles import library
from gloss.articles.illustrations.converting import PictureWork
from gloss.articles.search import index, searching
from gloss.captcha import background as counting
from gloss.captcha import tallies
from gloss.captcha.ways import Way
from gloss.comments.models import State
from gloss.operation.backups import archive
from gloss.outbox import background as mail_work
from gloss.outbox.models import Fate
from gloss.pictures.workshop import CannotWrite
from gloss.settings import ROOT, Settings
from tests.cast import Visitor, a_moderator, an_article, comment_count
from tests.faults.disk import Disk, on_disk
from tests.mail_server import running, sending
from tests.operation.visitor import a_comment, request, sends
from tests.outbox.test_delivery import rows, written
from tests.pictures.darkroom import photo
from tests.server import FLASK, Server, environment, eventually, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GOING_ON = Event()  # never set
MOST = 300  # comments: they fit into what SQLite has of its log already, for a while
SENTENCE = "We cannot store comments right now"


@pytest.fixture
def settings(settings: Settings, disk: Disk, empty_sqlite: Path) -> Settings:
    return on_disk(settings, disk, empty_sqlite)


def shown(server: Server, slug: str) -> str:
    page = request("GET", f"{server.address}/articles/{slug}")
    assert page.status == 200, page.text
    return page.text


def until_one_is_refused(server: Server) -> int:
    """Send comments until one comes back whole; count those that were taken."""
    for taken in range(MOST):
        answer = sends(a_comment(f"Grain {taken}."), server.address)
        if answer.status == 503:
            assert SENTENCE in answer.text
            assert f"Grain {taken}." in answer.text
            return taken
        assert answer.status == 303, answer.text
    raise AssertionError("the disk is never full")


def test_comments_come_back_articles_are_served_and_all_goes_on(
    server: Server, disk: Disk, content_dir: Path
) -> None:
    disk.fill()
    taken = until_one_is_refused(server)
    assert comment_count() == taken
    for number in range(5):  # neither their HTML nor what they hold can be kept
        an_article(content_dir, f"shore-{number}")
        eventually(lambda n=number: is_there(server, f"shore-{n}"))  # type: ignore[misc]
    assert "make room" in request("GET", f"{server.address}/health").text
    disk.make_room()
    eventually(lambda: sends(a_comment("Room again."), server.address).status == 303)
    assert comment_count() == taken + 1
    assert "Traceback" not in server.printed()


def is_there(server: Server, slug: str) -> bool:
    page = request("GET", f"{server.address}/articles/{slug}")
    assert page.status in {200, 404}, page.text
    return page.status == 200


def test_a_decision_is_not_made_and_what_was_typed_comes_back(
    app: Flask, disk: Disk, content_dir: Path
) -> None:
    an_article(content_dir)
    comment, mo = Visitor(app.test_client()).posted("Is it open on Sunday?"), a_moderator(app)
    mo.page(f"/moderation/comments/{comment.id}")
    fill_the_database(disk)
    refused = mo.decides(comment.id, "reply", text="Yes, from ten to six.")
    assert refused.status_code == 503, refused.text
    assert "Nothing can be stored right now" in refused.text
    assert "Yes, from ten to six." in refused.text
    disk.make_room()
    assert mo.decides(comment.id, "approval").status_code == 303
    database.db.session.rollback()
    assert comment.state is State.APPROVED


def test_a_letter_waits_and_is_sent_once(settings: Settings, disk: Disk) -> None:
    from app import create_app  # noqa: PLC0415 (with settings of our own)

    with running() as mail, create_app(sending(settings, mail)).app_context():
        written()
        fill_the_database(disk)
        with pytest.raises(database.Unavailable):
            mail_work.send_due(GOING_ON)
        assert mail.letters == []
        disk.make_room()
        for _ in range(2):
            mail_work.send_due(GOING_ON)
        assert len(mail.letters) == 1
        assert rows()[0].fate is Fate.SENT
        database.db.session.remove()
        database.db.engine.dispose()


def fill_the_database(disk: Disk) -> None:
    """Leave not a byte, and none in SQLite's log either."""
    with database.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    disk.fill()


def test_counts_of_the_captcha_wait(app: Flask, disk: Disk) -> None:
    tallies.current().count(Way.PICTURE, "shown", clock.now())
    fill_the_database(disk)
    counting.store()
    disk.make_room()
    counting.store()
    stored = tallies.lately(database.db.session(), clock.now())
    assert next(way.shown for way in stored if way.way is Way.PICTURE) == 1


def test_pictures_are_shown_as_they_are_and_converted_later(
    app: Flask, disk: Disk, content_dir: Path, settings: Settings
) -> None:
    (content_dir / "sea.jpg").write_bytes(photo())
    article = an_article(content_dir)
    article.write_text(f"{article.read_text()}\n![The sea](sea.jpg)\n")
    shelf, client = library.current(), app.test_client()
    work = PictureWork(shelf, settings.instance_dir / library.PICTURES)
    disk.fill()
    with pytest.raises(CannotWrite):
        work.step(GOING_ON)
    assert "/pictures/from/" in client.get("/articles/tides").text
    disk.make_room()
    assert work.step(GOING_ON)
    assert "image/avif" in client.get("/articles/tides").text


def test_the_search_goes_on_with_what_it_has_and_catches_up(
    app: Flask, disk: Disk, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(searching, "LOOK_SECONDS", 0)
    monkeypatch.setattr(library, "SCAN_INTERVAL_SECONDS", 0)
    an_article(content_dir)
    client = app.test_client()
    assert "/articles/tides" in client.get("/search?q=sea").text
    disk.fill()
    long = an_article(content_dir, "whales")
    long.write_text(long.read_text() + " ".join(f"word{n}" for n in range(50_000)))
    library.current().refresh()
    assert client.get("/articles/whales").status_code == 200
    found = client.get("/search?q=sea")
    assert (found.status_code, "/articles/tides" in found.text) == (200, True)
    disk.make_room()
    assert "/articles/whales" in client.get("/search?q=whales").text


def test_a_backup_onto_it_is_none_and_hurts_nobody(
    server: Server, disk: Disk, content_dir: Path
) -> None:
    (content_dir / "long.bin").write_bytes(bytes(range(256)) * 400_000)
    file = disk.folder / "site.tar.gz"
    command, variables = [*FLASK, "backup", str(file)], environment(server.settings)
    disk.fill()
    refused = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=False)
    assert (refused.returncode, file.exists()) == (1, False)
    assert b"cannot be written: No space left on device" in refused.stderr
    assert list(disk.folder.glob("*.part")) == []
    assert shown(server, "tides")
    disk.make_room()
    (content_dir / "long.bin").unlink()
    assert sends(a_comment("Kept."), server.address).status == 303
    made = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    with archive.verified(file) as backup:
        assert backup.manifest.rows["comment"] == comment_count() == 1


def test_a_log_that_cannot_be_written_stops_nothing(
    app: Flask, settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    flask_migrate.stamp()
    (content_dir / "broken.md").write_text("---\ntitle: [\n---\n")  # which is logged
    with serving(settings.model_copy(update={"log_level": "info"}), Path("/dev/full")) as server:
        assert shown(server, "tides")
        assert sends(a_comment("Unlogged."), server.address).status == 303
        assert request("GET", f"{server.address}/articles/nothing").status == 404
        assert server.process.poll() is None
