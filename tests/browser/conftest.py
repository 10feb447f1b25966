"""Chromium for the whole run, a context of its own for each visitor, and sites to visit."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any, Protocol

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from app import create_app
from gloss.database import db
from gloss.settings import Settings
from tests.browser.faults import Faults
from tests.browser.site import CONTENT, Site, online
from tests.browser.visitor import Visitor
from tests.cast import Browser as Client

NO_CHROMIUM = "no Chromium: `apt-get install chromium` or `.venv/bin/playwright install chromium`"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOMES = cycle(range(1, 255))  # where visitors come from: none of them pauses for another
PATIENCE_MILLISECONDS = 30_000  # on a machine that is busy with other tests
SITE = """
title = "Tidewater"
description = "Notes on the shore."
language = "{language}"

[[questions]]
ask = "Which animal says moo?"
answers = ["cow", "a cow"]

[[navigation]]
label = "Articles"
href = "/"

[[navigation]]
label = "About"
href = "/about"
"""


class Visit(Protocol):
    """Opens a browser that has been nowhere yet."""

    def __call__(self, site: Site, **how: Any) -> Visitor: ...


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def executable(playwright: Playwright) -> str:
    """Return where Chromium is: the system's, else the one that Playwright can install."""
    found = shutil.which("chromium") or playwright.chromium.executable_path
    if not Path(found).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    return found


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, executable: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
    yield browser
    browser.close()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Watch the browsers of a test, which fails when a page did what none may do."""
    faults = Faults()
    yield faults
    assert faults == []


@pytest.fixture
def visit(chromium: Browser, faults: Faults) -> Iterator[Visit]:
    contexts = []

    def visit(site: Site, **how: Any) -> Visitor:
        home = {"X-Forwarded-For": f"203.0.113.{next(HOMES)}"}
        context = chromium.new_context(extra_http_headers=home, **how)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        faults.watch(context, site.address)
        return Visitor(context.new_page(), site)

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve one site for all tests that leave it as it was, or only add to it."""
    with a_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def new_site(app: Flask, settings: Settings, content_dir: Path, tmp_path: Path) -> Iterator[Site]:
    """Serve a site of one test's own, on each kind of database."""
    shutil.copytree(CONTENT, content_dir, dirs_exist_ok=True)
    flask_migrate.stamp()  # the tables are there; `flask serve` need not make them
    with online(app, settings, tmp_path / "server.log") as site:
        yield site


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a site that runs from right to left, and has no moderator yet."""
    with a_site(tmp_path_factory.mktemp("arabic"), language="ar") as site:
        yield site


@contextmanager
def a_site(folder: Path, language: str = "en", *, limits: bool = True) -> Iterator[Site]:
    """Serve a site that has no moderator yet until the end of the block."""
    (folder / "site.toml").write_text(SITE.format(language=language))
    settings = Settings.of(
        content_dir=CONTENT,
        instance_dir=folder / "instance",
        site_file=folder / "site.toml",
        trusted_proxies="127.0.0.1",
        mail_server="log",
        limits=limits,
    )
    app = create_app(settings)
    app.test_client_class = Client
    with online(app, settings, folder / "server.log") as site:
        yield site
    with app.app_context():
        db.engine.dispose()
