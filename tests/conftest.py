"""A fresh application for each test, on each database, over real files."""

import os
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app import create_app
from gloss.accounts import passwords
from gloss.comments import words
from gloss.database import Model, db
from gloss.settings import Settings
from tests.cast import Browser

# Folders whose files take longest: first, so that at the end no worker is left alone with one.
SLOW_FIRST = ("validity", "deploy", "browser", "growth", "faults", "operation")
MOST_BYTES = 8 * 2**30  # of one process, the servers and browsers that tests start included


def pytest_configure() -> None:
    """Let a test that takes memory without end fail by its name, before the system kills for it."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with suppress(ValueError, OSError):  # less is allowed already
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, hard))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the folders, and leave the order within them."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return SLOW_FIRST.index(folder) if folder in SLOW_FIRST else len(SLOW_FIRST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped, and so how to run them."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(
        report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} × {reason}", yellow=True)


hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):  # where a red run must mean that the change is wrong
    hypothesis.settings.load_profile("ci")

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
NO_POSTGRES = "no PostgreSQL: set TEST_POSTGRES_URL=postgresql://user@host:5432/database"
LEFT_OPEN = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'"""
MOST_STATEMENTS = 5_000  # more than all tests run
SITE = """
title = "Tidewater"
description = "Notes on the shore."
address = "http://localhost"
"""


@pytest.fixture(scope="session", autouse=True)
def _compiled_routes() -> Iterator[None]:
    """Keep what Werkzeug compiles of each address from one app to the next: most of a start."""
    compile_builder, kept = Rule._compile_builder, dict[tuple[object, ...], Any]()

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _light_passwords() -> Iterator[None]:
    """Let a password cost a hundredth here; tests/accounts asks the real hasher what it takes."""
    light = PasswordHasher(time_cost=2, memory_cost=512, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", light)
        yield


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file that holds all tables and no row, to copy from."""
    file = tmp_path_factory.mktemp("database") / "gloss.db"
    engine = create_engine(f"sqlite:///{file}")
    Model.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def empty_postgres() -> Iterator[str]:
    """Yield the address of a PostgreSQL database made for this run, holding all tables."""
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail(NO_POSTGRES)
        pytest.skip(NO_POSTGRES)
    name = f"gloss_test_{uuid4().hex}"
    address = POSTGRES.rsplit("/", 1)[0] + "/" + name
    with closing(psycopg.connect(POSTGRES, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}")
        server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # no power cut here
        engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
        Model.metadata.create_all(engine)
        engine.dispose()
        yield address
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def emptying_line(empty_postgres: str) -> Iterator[psycopg.Connection]:
    """Yield a connection that stays: a new one has to get to know all tables first, for 20 ms."""
    with closing(psycopg.connect(empty_postgres, autocommit=True)) as connection:
        yield connection


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database: the test runs on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "gloss.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), file)
        return f"sqlite:///{file}"
    line = request.getfixturevalue("emptying_line")
    line.execute(LEFT_OPEN)  # by a test that failed: no migration could go on beside it
    line.execute(_emptying())
    return str(request.getfixturevalue("empty_postgres"))


def _emptying() -> str:
    """Empty all tables and count from 1 again; TRUNCATE makes new files, which takes 0.3 s."""
    deletions = (f'DELETE FROM "{table.name}"' for table in Model.metadata.sorted_tables)
    statements = (
        "SET session_replication_role = replica",  # so the order does not matter
        *deletions,
        f"DELETE FROM {words.TABLE}",  # kept by triggers, which do nothing meanwhile
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    )
    return "; ".join(statements)


@pytest.fixture
def content_dir(tmp_path: Path) -> Path:
    """Return the empty folder of articles that ``app`` serves."""
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path, content_dir: Path, database_url: str) -> Settings:
    """Return the settings of ``app``; a test may change some before it asks for ``app``."""
    (tmp_path / "site.toml").write_text(SITE)
    return Settings.of(
        content_dir=content_dir,
        instance_dir=tmp_path / "instance",
        site_file=tmp_path / "site.toml",
        database_url=database_url,
    )


class CompiledTemplates(BytecodeCache):
    """Keeps templates compiled from one test to the next: half of a page's time."""

    def __init__(self) -> None:
        self._kept = dict[tuple[str, str], CodeType]()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of the same text."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session")
def compiled_templates() -> CompiledTemplates:
    """Return what all apps of this run share."""
    return CompiledTemplates()


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[dict[str, LRUCache[Any, Any]]]:
    """Yield what keeps SQL compiled from one app's engine to the next: a quarter of most tests.

    What is compiled for one SQLite serves any other, so their dialects count as the same.
    """
    dialects = (SQLiteDialect_pysqlite, PGDialect_psycopg)
    with pytest.MonkeyPatch.context() as patch:
        for dialect in dialects:
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
        yield {dialect.name: LRUCache(MOST_STATEMENTS) for dialect in dialects}


@pytest.fixture
def app(
    settings: Settings,
    compiled_templates: CompiledTemplates,
    compiled_statements: dict[str, LRUCache[Any, Any]],
) -> Iterator[Flask]:
    """Yield a site of one test's own, inside its application context."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.test_client_class = Browser
    with app.app_context():
        statements = compiled_statements[db.engine.dialect.name]
        db.engine.update_execution_options(compiled_cache=statements)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor's browser."""
    return app.test_client()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return what lets seconds pass for the library that counts."""

    def pass_by(seconds: int) -> None:
        moved = SimpleNamespace(time=lambda: time.time() + seconds)
        monkeypatch.setattr("limits.storage.memory.time", moved)

    return pass_by
