"""Backups: made while the site serves, the same on each database, and put back without a loss."""

import json
import stat
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app
from gloss import clock, database, heartbeats
from gloss.accounts.models import ModeratorSession
from gloss.captcha import tallies
from gloss.captcha.ways import Way
from gloss.comments.models import Comment, Erasure
from gloss.comments.receipts import personal_data
from gloss.database import db
from gloss.operation import presence, samples
from gloss.operation.backups import archive, backing_up, restoring, tables
from gloss.operation.backups.archive import Unusable
from gloss.operation.backups.restoring import Restored
from gloss.settings import Settings
from tests.cast import a_moderator, an_article, comment_count
from tests.operation.visitor import a_comment, sends
from tests.server import eventually, serving

TODAY = date(2026, 11, 26)
PASSING = {"moderator_session", "one_time_link"}  # what a restore ends

Rows = dict[str, list[str]]


@pytest.fixture
def site(app: Flask, content_dir: Path) -> Iterator[Flask]:
    """Yield a site with two articles, a picture and comments in every state."""
    flask_migrate.stamp()
    an_article(content_dir)
    (content_dir / "dunes").mkdir()
    an_article(content_dir / "dunes", "index")
    (content_dir / "dunes" / "shore.jpg").write_bytes(bytes(range(256)))
    database.write(lambda session: samples.fill(session, clock.now()))
    database.write(
        lambda session: tallies.add(session, Counter({(TODAY, Way.PICTURE, "shown"): 3}))
    )
    yield app
    with suppress(Exception), db.engine.begin() as connection:  # PostgreSQL's are set aside there
        for (name,) in connection.execute(
            text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore%'")
        ).all():
            connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))


@pytest.fixture
def file(site: Flask, settings: Settings, tmp_path: Path) -> Path:
    """Return a backup of the site."""
    file = tmp_path / "site.tar.gz"
    backing_up.back_up(db.engine, settings, file, clock.now())
    return file


def everything() -> Rows:
    """Return every row of every table, as a backup writes them."""
    db.session.remove()
    with db.engine.connect() as connection:
        return {
            table.name: list(tables.lines(connection, table)) for table in tables.kept(connection)
        }


def lasting(rows: Rows) -> Rows:
    return {name: lines for name, lines in rows.items() if name not in PASSING}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def restored(settings: Settings, file: Path) -> Restored:
    db.session.remove()
    return restoring.restore(db.engine, settings, file, clock.now())


def lose_everything(settings: Settings) -> None:
    """Do to a site what an operator fears."""
    for table in reversed(database.Model.metadata.sorted_tables):
        database.write(lambda session, table=table: session.execute(table.delete()))  # type: ignore[misc]
    for written in settings.content_dir.rglob("*.md"):
        written.write_text("gone")
    settings.site_file.write_text('title = "Gone"')


def test_what_was_lost_comes_back_row_by_row_and_byte_by_byte(
    site: Flask, settings: Settings, file: Path
) -> None:
    rows, articles = everything(), contents(settings.content_dir)
    about_site = settings.site_file.read_bytes()
    lose_everything(settings)
    done = restored(settings, file)
    assert lasting(everything()) == lasting(rows)
    assert contents(settings.content_dir) == articles
    assert settings.site_file.read_bytes() == about_site
    assert done.rows["comment"] == len(rows["comment"]) > 5


def test_who_was_erased_since_the_backup_stays_erased_after_it(
    site: Flask, settings: Settings, file: Path
) -> None:
    chosen = db.session.scalars(select(Comment).where(Comment.text != "").limit(1)).one()
    comment_id, receipt, words = chosen.id, chosen.receipt, chosen.text
    database.write(lambda session: personal_data.erase(session, [comment_id], clock.now()))
    count = comment_count()
    restored(settings, file)
    db.session.remove()
    found = db.session.get_one(Comment, comment_id)
    assert (found.text, found.author_name, found.email) == ("", "", None)
    assert words[:60] not in repr(everything()["comment"])
    assert comment_count() == count
    assert db.session.scalars(select(Erasure.receipt)).all() == [receipt]


def test_a_backup_made_under_load_is_of_one_moment(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    file, log = tmp_path / "busy.tar.gz", tmp_path / "server.log"
    comments = [a_comment(f"Comment {number}.") for number in range(60)]
    unlimited = settings.model_copy(update={"limits": False})
    with serving(unlimited, log) as server, ThreadPoolExecutor(4) as visitors:
        sent = visitors.map(lambda comment: sends(comment, server.address), comments)
        eventually(lambda: comment_count() > len(samples.SAMPLES) + 5)
        backing_up.back_up(db.engine, settings, file, clock.now())
        assert [answer.status for answer in sent] == [303] * len(comments)
    live = everything()
    with archive.verified(file) as backup:
        kept = {name: list(backup.lines(f"tables/{name}.jsonl")) for name in live}
    assert len(samples.SAMPLES) + 5 < len(kept["comment"]) <= len(live["comment"])
    assert set(kept["comment"]) <= set(live["comment"])  # of two at once either may be first
    ours = {comment.challenge.nonce for comment in comments}
    spent = [line for line in kept["spent_challenge"] if json.loads(line)["nonce"] in ours]
    assert len(spent) == len(kept["comment"]) - len(samples.SAMPLES)  # of one transaction each
    restored(settings, file)
    assert lasting(everything()) == lasting(kept)


def test_the_old_state_is_set_aside_and_not_deleted(
    site: Flask, settings: Settings, file: Path
) -> None:
    (settings.content_dir / "newer.md").write_text("Written after the backup.")
    done = restored(settings, file)
    assert (done.aside / "content" / "newer.md").read_text() == "Written after the backup."
    assert not (settings.content_dir / "newer.md").exists()
    assert Path(done.old_database).exists() or done.old_database.startswith("the schema before_")


def test_after_a_restore_new_comments_get_new_numbers(
    site: Flask, settings: Settings, file: Path
) -> None:
    newest = db.session.scalars(select(Comment.id).order_by(Comment.id.desc())).first()
    restored(settings, file)
    fields = {"thread_id": 1, "author_name": "Ada", "text": "New.", "reasons": [], "network": "n"}
    moment = clock.now()
    made = database.write(
        lambda session: _added(session, Comment(**fields, receipt="r", posted_at=moment))
    )
    assert newest is not None
    assert made > newest


def test_nobody_is_signed_in_by_a_session_of_the_past(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    mia = a_moderator(site, "Mia")
    later = tmp_path / "later.tar.gz"
    backing_up.back_up(db.engine, settings, later, clock.now())
    restored(settings, later)
    assert db.session.scalars(select(ModeratorSession)).all() == []
    assert mia.client.get("/moderation/").status_code == 303


def test_a_backup_is_for_its_owner_alone_and_replaces_no_other(
    site: Flask, settings: Settings, file: Path
) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    result = site.test_cli_runner().invoke(args=["backup", str(file)])
    assert (result.exit_code, file.read_bytes()) == (1, before)
    assert "Name a new file" in result.output


def test_moderators_learn_when_a_backup_was_made(site: Flask, tmp_path: Path) -> None:
    assert heartbeats.last_backup(db.session()) is None
    made = site.test_cli_runner().invoke(args=["backup", str(tmp_path / "made.tar.gz")])
    assert made.exit_code == 0, made.output
    db.session.rollback()
    assert not heartbeats.is_old(heartbeats.last_backup(db.session()), clock.now())


def test_a_backup_that_cannot_be_written_leaves_nothing(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere" / "site.tar.gz"
    result = site.test_cli_runner().invoke(args=["backup", str(nowhere)])
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_a_site_that_serves_is_not_replaced_under_its_readers(
    site: Flask, settings: Settings, file: Path
) -> None:
    with presence.shared(settings.instance_dir):
        result = site.test_cli_runner().invoke(args=["restore", str(file)])
    assert result.exit_code == 1
    assert "Stop it first" in result.output


def test_the_commands_say_what_they_did(site: Flask, settings: Settings, tmp_path: Path) -> None:
    file = str(tmp_path / "by-command.tar.gz")
    runner = site.test_cli_runner()
    assert "rows of" in runner.invoke(args=["backup", file]).output
    lose_everything(settings)
    assert "Restored" in runner.invoke(args=["restore", file]).output
    assert comment_count() > 5


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """Write the backup anew with each file as ``change`` makes it."""
    other = file.with_name("other.tar.gz")
    with tarfile.open(file) as old, tarfile.open(other, "w:gz") as new:
        for entry in old:
            stream = old.extractfile(entry)
            assert stream is not None
            changed = change(entry.name, stream.read())
            if changed:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, BytesIO(changed[1]))
    return other


def with_manifest(**changes: object) -> Callable[[str, bytes], tuple[str, bytes]]:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        is_manifest = name == archive.MANIFEST
        return name, json.dumps(json.loads(content) | changes).encode() if is_manifest else content

    return change


ODD = {
    "a comment is changed": lambda n, c: (n, c.replace(b"Ada", b"Eve") if "comment" in n else c),
    "a file is missing": lambda n, c: None if n.endswith("tides.md") else (n, c),
    "the manifest is missing": lambda n, c: None if n == archive.MANIFEST else (n, c),
    "the manifest is no JSON": lambda n, c: (n, b"{" if n == archive.MANIFEST else c),
    "of a newer format": with_manifest(format=2),
    "of a newer database": with_manifest(revision="9999"),
    "a row is missing": with_manifest(rows={"comment": 10_000}),
    "out of its folders": lambda n, c: ("../../evil" if n.endswith("tides.md") else n, c),
}


@pytest.mark.parametrize("flaw", ODD)
def test_a_backup_that_does_not_match_is_refused_and_nothing_changes(
    site: Flask, settings: Settings, file: Path, flaw: str
) -> None:
    odd = rewritten(file, ODD[flaw])
    rows, articles = everything(), contents(settings.content_dir)
    with pytest.raises(Unusable):
        restored(settings, odd)
    assert (everything(), contents(settings.content_dir)) == (rows, articles)


@pytest.mark.parametrize("length", [0, 1, 100, -100, -2000])
def test_a_backup_that_was_cut_off_is_refused(
    site: Flask, settings: Settings, file: Path, length: int
) -> None:
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(Unusable):
        restored(settings, file)


def test_a_link_in_a_backup_leads_nowhere(site: Flask, settings: Settings, file: Path) -> None:
    with tarfile.open(file.with_name("link.tar.gz"), "w:gz") as tar:
        entry = tarfile.TarInfo(archive.MANIFEST)
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(Unusable):
        restored(settings, file.with_name("link.tar.gz"))


def test_a_file_that_links_out_of_the_articles_is_left_out(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "private.txt").write_text("not an article")
    (settings.content_dir / "link.md").symlink_to(tmp_path / "private.txt")
    file = tmp_path / "linked.tar.gz"
    backing_up.back_up(db.engine, settings, file, clock.now())
    with archive.verified(file) as backup:
        assert not [name for name in backup.manifest.members if "link.md" in name]


def test_a_backup_of_an_older_version_is_migrated(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    file, comments = tmp_path / "old.tar.gz", comment_count()
    db.session.remove()
    flask_migrate.downgrade(revision="0003")
    backing_up.back_up(db.engine, settings, file, clock.now())
    flask_migrate.upgrade()
    lose_everything(settings)
    restored(settings, file)
    assert comment_count() == comments


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_site_moves_from_one_kind_of_database_to_the_other_and_back(
    site: Flask, settings: Settings, file: Path, tmp_path: Path
) -> None:
    elsewhere = Settings.of(
        content_dir=tmp_path / "other", instance_dir=tmp_path / "sqlite", site_file=tmp_path / "o"
    )
    rows, back = everything(), tmp_path / "back.tar.gz"
    other = create_app(elsewhere)
    with other.app_context():
        flask_migrate.upgrade()
        restored(elsewhere, file)
        assert lasting(everything()) == lasting(rows)
        backing_up.back_up(db.engine, elsewhere, back, clock.now())
        db.session.remove()
        db.engine.dispose()
    lose_everything(settings)
    restored(settings, back)
    assert lasting(everything()) == lasting(rows)


def _added(session: Session, comment: Comment) -> int:
    session.add(comment)
    session.flush()
    return comment.id
