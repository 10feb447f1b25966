"""``kill -9`` in long work: nothing confirmed is lost, and the same again mends it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.database import db
from gloss.moderation import bulk
from gloss.moderation.decisions import Seen
from gloss.operation import samples, upgrading
from gloss.operation.backups import archive, backing_up, restoring, tables
from gloss.settings import ROOT, Settings
from tests.cast import an_article, comment_count, registered
from tests.faults import tracing
from tests.server import FLASK, environment, eventually

MANY = 600
OLD = "0003"
RENAMES = (  # of a restore: the database in its place, articles aside, articles in
    ("sqlite", 2),
    ("sqlite", 4),
    ("postgresql", 1),
    ("postgresql", 2),
)
DECIDING = """
import sys
from app import create_app
from gloss import clock, database
from gloss.comments.models import State
from gloss.moderation import bulk
from gloss.moderation.decisions import Seen
moderator_id, *ids = map(int, sys.stdin.read().split())
with create_app().app_context():
    order = bulk.Order([Seen(i, 1, moderator_id) for i in ids], State.APPROVED, {})
    bulk_id = None
    for part in list(bulk.parts(database.db.session(), order)):
        work = lambda session: bulk.decide(session, part.of(bulk_id), clock.now())
        bulk_id = database.write(work).bulk_id
        print("part", flush=True)
"""


@pytest.fixture
def site(app: Flask, content_dir: Path) -> Iterator[Flask]:
    """Yield a site with an article and comments in every state."""
    an_article(content_dir)
    flask_migrate.stamp()
    database.write(lambda session: samples.fill(session, clock.now()))
    db.session.remove()
    yield app
    db.session.remove()
    flask_migrate.upgrade()


def started(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    command = [*FLASK, *arguments]
    variables = environment(settings)
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def many_that_wait() -> list[int]:
    """Write comments, and return their ids."""
    now = clock.now()

    def written(session: Session) -> list[int]:
        thread = Thread(article_id="dunes", approved_count=0, revision=0)
        session.add(thread)
        session.flush()
        fields = {"author_name": "Ada", "reasons": [], "network": "", "posted_at": now}
        comments = [
            Comment(thread_id=thread.id, text=f"Grain {n}.", receipt=f"r{n}", **fields)
            for n in range(MANY)
        ]
        session.add_all(comments)
        session.flush()
        return [comment.id for comment in comments]

    return database.write(written)


def test_a_bulk_decision_that_is_killed_leaves_whole_parts_and_is_done_by_pressing_again(
    site: Flask, settings: Settings
) -> None:
    ids, mo = many_that_wait(), registered("Mia", clock.now())
    db.session.remove()
    deciding = subprocess.Popen(
        [sys.executable, "-c", DECIDING],
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert deciding.stdin is not None
    assert deciding.stdout is not None
    deciding.stdin.write(" ".join(map(str, [mo, *ids])))
    deciding.stdin.close()
    assert deciding.stdout.readline() == "part\n"
    deciding.kill()
    deciding.wait()
    deciding.stdout.close()
    assert approved(ids) % bulk.AT_ONCE == 0
    assert_books_balance(ids)
    order = bulk.Order([Seen(i, 1, mo) for i in ids], State.APPROVED, {})
    for part in list(bulk.parts(db.session(), order)):
        database.write(lambda session, part=part: bulk.decide(session, part, clock.now()))  # type: ignore[misc]
    assert approved(ids) == MANY
    assert_books_balance(ids)


def approved(ids: list[int]) -> int:
    db.session.rollback()
    found = select(func.count()).where(Comment.id.in_(ids), Comment.state == State.APPROVED)
    return db.session.scalars(found).one()


def assert_books_balance(ids: list[int]) -> None:
    """Each comment that was approved has one decision, and its thread counts it."""
    decided = select(func.count(), func.count(Decision.comment_id.distinct()))
    rows, comments = db.session.execute(decided.where(Decision.comment_id.in_(ids))).one()
    counted = select(Thread.approved_count).where(Thread.article_id == "dunes")
    assert rows == comments == approved(ids) == db.session.scalars(counted).one()


@contextmanager
def held_up() -> Iterator[None]:
    """Let nobody change the table of comments."""
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as other:
        if db.engine.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE comment IN SHARE MODE"))
        else:
            other.begin()
        yield
        other.rollback()


def test_an_upgrade_that_is_killed_leaves_the_old_version_and_is_done_by_the_next(
    site: Flask, settings: Settings
) -> None:
    flask_migrate.downgrade(revision=OLD)
    folder = settings.instance_dir / upgrading.BACKUPS
    with held_up():
        upgrade = started(settings, "upgrade")
        eventually(lambda: bool(list(folder.glob("*.tar.gz"))) or upgrade.poll() is not None)
        upgrade.kill()
        upgrade.communicate()
    with db.engine.connect() as connection:
        assert tables.revision(connection) == OLD
    count = comment_count_of_old()
    upgrading.upgrade(db.engine, settings, clock.now())
    assert comment_count() == count > 5


def comment_count_of_old() -> int:
    with db.engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM comment")) or 0)


def test_a_backup_that_is_killed_is_none_and_the_next_is_whole(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    (settings.content_dir / "long.bin").write_bytes(os.urandom(60_000_000))
    file = tmp_path / "site.tar.gz"
    part = file.with_name("site.tar.gz.part")
    backup = started(settings, "backup", str(file))
    eventually(lambda: part.exists() and part.stat().st_size > 1_000_000)
    backup.kill()
    backup.communicate()
    assert not file.exists()
    (settings.content_dir / "long.bin").unlink()
    backing_up.back_up(db.engine, settings, file, clock.now())
    with archive.verified(file) as made:
        assert made.manifest.rows["comment"] == comment_count()
    assert not part.exists()


@pytest.fixture
def without_schemas(site: Flask) -> Iterator[None]:
    """Forget what restores set aside in PostgreSQL."""
    yield
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            found = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore%'"
            for (name,) in connection.execute(text(found)).all():
                connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))


@pytest.mark.usefixtures("without_schemas")
@pytest.mark.parametrize(("database_url", "step"), RENAMES, indirect=["database_url"])
def test_a_restore_that_is_killed_is_old_or_says_so_and_is_done_by_the_next(
    site: Flask, settings: Settings, tmp_path: Path, step: int
) -> None:
    file, before = tmp_path / "site.tar.gz", comment_count()
    backing_up.back_up(db.engine, settings, file, clock.now())
    article = (settings.content_dir / "tides.md").read_text()
    (settings.content_dir / "tides.md").write_text("Written since.")
    db.session.remove()
    db.engine.dispose()
    killing = ["-e", "trace=rename", "-e", f"inject=rename:signal=KILL:when={step}"]
    command = [
        tracing.strace(),
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        *killing,
        *FLASK,
        "restore",
        str(file),
    ]
    variables = environment(settings)
    killed = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=False)
    assert killed.returncode != 0, killed.stdout
    refused = started(settings, "serve").communicate(timeout=60)[0]
    assert f"flask restore {file}" in refused
    restored = started(settings, "restore", str(file)).communicate()[0]
    assert "Restored" in restored
    assert (comment_count(), (settings.content_dir / "tides.md").read_text()) == (before, article)
    assert [entry.name for entry in settings.content_dir.iterdir()] == ["tides.md"]
    assert not (settings.instance_dir / restoring.UNFINISHED).exists()


def test_a_restore_that_is_killed_while_it_builds_leaves_all_as_it_was(
    site: Flask, settings: Settings, tmp_path: Path
) -> None:
    file, before = tmp_path / "site.tar.gz", comment_count()
    backing_up.back_up(db.engine, settings, file, clock.now())
    (settings.content_dir / "tides.md").write_text("Written since.")
    db.session.remove()
    building = started(settings, "restore", str(file))
    eventually(lambda: is_building(settings) or building.poll() is not None)
    building.kill()
    building.communicate()
    assert comment_count() == before
    assert (settings.content_dir / "tides.md").read_text() == "Written since."
    assert not restoring.interrupted(settings.instance_dir)


def is_building(settings: Settings) -> bool:
    """Tell whether there is a draft of the database."""
    if db.engine.dialect.name == "sqlite":
        return Path(f"{db.engine.url.database}.restoring").exists()
    found = text("SELECT 1 FROM pg_namespace WHERE nspname = 'restoring'")
    with db.engine.connect() as connection:
        return connection.scalar(found) is not None
