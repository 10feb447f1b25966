"""``flask upgrade``: with a backup first, one at a time, wholly or not at all."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from gloss import clock, database
from gloss.database import MIGRATIONS, db
from gloss.operation import samples, upgrading
from gloss.operation.backups import archive, tables
from gloss.settings import ROOT, Settings
from tests.cast import an_article, comment_count
from tests.operation.visitor import request
from tests.server import FLASK, environment, serving

FAILING = '''"""Fails half-way."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{newest}"
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer()))
    op.execute("UPDATE comment SET author_name = 'Nobody'")
    op.execute("SELECT nothing FROM nowhere")
'''
OLD = "0003"


@pytest.fixture
def old(app: Flask, content_dir: Path) -> Iterator[Flask]:
    """Yield a site with comments, whose database is of an earlier version."""
    flask_migrate.stamp()
    an_article(content_dir)
    database.write(lambda session: samples.fill(session, clock.now()))
    db.session.remove()
    flask_migrate.downgrade(revision=OLD)
    yield app
    db.session.remove()
    flask_migrate.upgrade()


def reached() -> str:
    with db.engine.connect() as connection:
        return tables.revision(connection)


def newest() -> str:
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def backups(settings: Settings) -> list[Path]:
    return sorted((settings.instance_dir / upgrading.BACKUPS).glob("*.tar.gz"))


def test_an_upgrade_makes_a_backup_of_what_was(old: Flask, settings: Settings) -> None:
    result = old.test_cli_runner().invoke(args=["upgrade"])
    assert result.exit_code == 0, result.output
    (backup,) = backups(settings)
    assert str(backup) in result.output
    assert reached() == newest()
    with archive.verified(backup) as made:
        assert made.manifest.revision == OLD
        assert made.manifest.rows["comment"] == comment_count()


def test_with_nothing_to_do_nothing_is_done(app: Flask, settings: Settings) -> None:
    flask_migrate.stamp()
    result = app.test_cli_runner().invoke(args=["upgrade"])
    assert (result.exit_code, backups(settings)) == (0, [])


def test_of_two_upgrades_at_once_one_migrates_and_one_waits(old: Flask, settings: Settings) -> None:
    command = [*FLASK, "upgrade"]
    both = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    printed = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], printed
    assert sum("Backup:" in output for output in printed) == 1
    assert (len(backups(settings)), reached()) == (1, newest())


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the migrations with one more, which fails; ``app`` uses them."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "9999_fails.py").write_text(FAILING.format(newest=newest()))
    monkeypatch.setattr(upgrading, "MIGRATIONS", folder)
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    return folder


def test_an_upgrade_that_fails_leaves_the_old_version_serving(
    app: Flask, settings: Settings, content_dir: Path, tmp_path: Path, failing: Path
) -> None:
    flask_migrate.stamp(revision=newest())
    an_article(content_dir)
    database.write(lambda session: samples.fill(session, clock.now()))
    before = comment_count(), reached()
    with serving(settings, tmp_path / "old.log") as server:
        result = app.test_cli_runner().invoke(args=["upgrade"])
        assert result.exit_code == 1
        assert "is as it was" in result.output
        assert (comment_count(), reached()) == before
        names = db.session.scalars(text("SELECT DISTINCT author_name FROM comment")).all()
        assert "Nobody" not in names
        with db.engine.connect() as connection:
            assert not connection.dialect.has_table(connection, "half")
        assert "Add a comment" in request("GET", f"{server.address}/articles/tides").text


def test_a_database_of_a_newer_version_is_left_alone(app: Flask) -> None:
    flask_migrate.stamp()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    result = app.test_cli_runner().invoke(args=["upgrade"])
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert result.exit_code == 1
    assert "Install that version" in result.output


def test_without_room_for_a_backup_nothing_is_upgraded(old: Flask, settings: Settings) -> None:
    (settings.instance_dir / upgrading.BACKUPS).write_text("in the way of the folder")
    result = old.test_cli_runner().invoke(args=["upgrade"])
    assert result.exit_code == 1
    assert "nothing was upgraded" in result.output
    assert reached() == OLD


def test_every_earlier_version_can_be_upgraded_with_its_comments(
    app: Flask, settings: Settings, content_dir: Path
) -> None:
    flask_migrate.stamp()
    an_article(content_dir)
    database.write(lambda session: samples.fill(session, clock.now()))
    db.session.remove()
    versions = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for earlier in versions:
        flask_migrate.downgrade(revision=earlier)
        assert reached() == earlier
        upgrading.upgrade(db.engine, settings, clock.now())
        assert (earlier, reached(), comment_count()) == (earlier, newest(), len(samples.SAMPLES))
        db.session.remove()
