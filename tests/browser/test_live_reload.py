"""``make dev`` beside an editor: what is saved is on the screen, also what is wrong with it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from gloss.settings import ROOT, Settings
from tests.browser.site import Site
from tests.cast import an_article
from tests.server import FLASK, environment, eventually, free_port


@pytest.fixture
def at_work(app: Flask, settings: Settings, content_dir: Path, tmp_path: Path) -> Iterator[Site]:
    """Serve a site as ``make dev`` does."""
    an_article(content_dir)
    flask_migrate.stamp()
    port = str(free_port())
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*FLASK, "run", "--debug", "--port", port],
            cwd=ROOT,
            env=environment(settings),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        site = Site(f"http://127.0.0.1:{port}", app, settings)
        eventually(lambda: serves(site))
        yield site
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the reloader and what it started
        process.wait()


def serves(site: Site) -> bool:
    with suppress(URLError, ConnectionError), urlopen(site.address) as answer:
        return bool(answer.status == 200)
    return False


@pytest.fixture
def page(chromium: Browser, at_work: Site) -> Iterator[Page]:
    """Open the article in a browser whose page may ask for what is broken just now."""
    page = chromium.new_page()
    page.goto(f"{at_work.address}/articles/tides")
    yield page
    page.close()


def test_what_is_saved_is_on_the_screen_without_a_key_pressed(
    page: Page, content_dir: Path
) -> None:
    file = content_dir / "tides.md"
    good = file.read_text()
    file.write_text(good.replace("comes and goes", "rises and falls"))
    expect(page.locator(".prose")).to_contain_text("rises and falls")
    file.write_text(good.replace("title: Tides", "title: Tides: a guide"))
    expect(page.locator("mark")).to_have_text("   2  title: Tides: a guide")
    expect(page.get_by_role("main")).to_contain_text("content/tides.md, line 2")
    expect(page.get_by_role("main")).to_contain_text("title: 'Tides: a guide'")
    file.write_text(good.replace("title: Tides", 'title: "Tides: a guide"'))
    expect(page.get_by_role("heading", name="Tides: a guide")).to_be_visible()
