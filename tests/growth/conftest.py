"""Two nodes as docs/growing.md has them: one PostgreSQL, one Redis, one secret, nginx in front."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing
from ipaddress import ip_network
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from app import create_app
from gloss import database
from gloss.settings import Settings
from tests import nginx
from tests.cast import an_article
from tests.conftest import NO_POSTGRES, POSTGRES, SITE
from tests.nginx import NO_NGINX, running
from tests.server import Server, eventually, free_port
from tests.visitors.conftest import NO_REDIS, REDIS

WHO_ANSWERED = "add_header X-Node $upstream_addr always;"
BESIDE = "add_header X-Cache-Status $upstream_cache_status;"


def _require(is_there: bool, how_to_get_it: str) -> None:
    if not is_there:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(how_to_get_it)


@pytest.fixture(scope="module")
def empty_database() -> Iterator[str]:
    """Yield the address of a database without tables: the nodes make them."""
    _require(bool(POSTGRES), NO_POSTGRES)
    name = f"gloss_test_{uuid4().hex}"
    with closing(psycopg.connect(POSTGRES, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield POSTGRES.rsplit("/", 1)[0] + "/" + name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def common(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return what all nodes have in common; the instance folder is this process's own."""
    _require(bool(REDIS), NO_REDIS)
    folder = tmp_path_factory.mktemp("site")
    (folder / "content").mkdir()
    (folder / "site.toml").write_text(SITE)
    for slug in ("tides", "dunes", "reeds"):
        an_article(folder / "content", slug)
    return Settings.of(
        content_dir=folder / "content",
        instance_dir=folder / "here",
        site_file=folder / "site.toml",
        database_url=empty_database,
        redis_url=REDIS,
        secret_keys=secrets.token_urlsafe(32),
        trusted_proxies=(ip_network("127.0.0.1"),),
    )


@pytest.fixture(scope="module")
def nodes(common: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Start two nodes at once on an empty database: one makes the tables, the other waits."""
    folder = tmp_path_factory.mktemp("nodes")
    with ExitStack() as until_the_end:
        both = [a_node(common, folder / name) for name in ("ebb", "flow")]
        for node in both:
            node.launch()
            until_the_end.callback(node.kill)
        for node in both:
            eventually(node.serves)
        yield both


def a_node(common: Settings, folder: Path) -> Server:
    """Return a node with a folder of its own, not yet started."""
    ours = common.model_copy(update={"instance_dir": folder, "port": free_port()})
    return Server(ours, folder.with_suffix(".log"))


@pytest.fixture(scope="module")
def front(nodes: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Put nginx in front of both; yield its address. It says who answered."""
    _require(bool(nginx.BINARY), NO_NGINX)
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    upstreams = [node.address.removeprefix("http://") for node in nodes]
    site = nginx.in_front_of(*upstreams, port=port, folder=folder)
    assert site.count(BESIDE) == 1
    with running(site.replace(BESIDE, BESIDE + WHO_ANSWERED), port, folder) as process:
        yield process.address


@pytest.fixture(scope="module")
def app(common: Settings, nodes: list[Server]) -> Iterator[Flask]:
    """Yield an application that looks into the same database and serves nobody."""
    app = create_app(common)
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()
