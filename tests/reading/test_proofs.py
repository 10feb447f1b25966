"""What `make dev` shows of a broken file, and what the public sees of it all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from gloss import database
from gloss.articles import library
from gloss.settings import Settings
from tests.cast import Browser, an_article

BROKEN = "---\ntitle: <b>: c\npublished: 2026-01-02\n---\nBad.\n"


@pytest.fixture
def at_work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Yield a browser of the author's, in front of ``make dev``."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(settings)
    app.test_client_class = Browser
    assert app.debug
    yield app.test_client()
    with app.app_context():
        database.db.engine.dispose()


@pytest.mark.parametrize("name", ["tides.md", "2026-01-02-Tides.md", "tides/index.md"])
def test_a_broken_article_shows_file_line_and_mend(
    at_work: FlaskClient, content_dir: Path, name: str
) -> None:
    (content_dir / name).parent.mkdir(exist_ok=True)
    (content_dir / name).write_text(BROKEN)
    response = at_work.get("/articles/tides")
    assert response.status_code == 500
    assert f"content/{name}, line 2" in response.text
    assert "<mark>   2  title: &lt;b&gt;: c</mark>" in response.text
    assert "put the value in quotes: title: &#39;&lt;b&gt;: c&#39;" in response.text


def test_it_comes_in_place_of_the_last_good_version_and_goes_when_mended(
    at_work: FlaskClient, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf: library.Library = at_work.application.extensions[library.EXTENSION]
    an_article(content_dir)
    assert at_work.get("/articles/tides").status_code == 200
    for text, status in ((BROKEN, 500), (BROKEN.replace("<b>: c", "b"), 200)):
        (content_dir / "tides.md").write_text(text)
        shelf.refresh()
        assert at_work.get("/articles/tides").status_code == status


def test_a_broken_page_is_shown_at_its_own_address_alone(
    at_work: FlaskClient, content_dir: Path
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "tides.md").write_text("---\nsummary: x\n---\n")
    an_article(content_dir)
    assert "Title is missing" in at_work.get("/tides").text
    assert at_work.get("/articles/tides").status_code == 200
    assert at_work.get("/").status_code == 200


def test_no_byte_and_no_link_in_a_broken_file_hurts_the_page(
    at_work: FlaskClient, content_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("Secret.")
    (content_dir / "tides.md").symlink_to(tmp_path / "secret.md")
    (content_dir / "ebb.md").write_bytes(b"\xff\0\x1b" * 99)
    (content_dir / "flood.md").write_bytes(b"---\n" + b"x" * (2 << 20))
    for slug in ("tides", "ebb", "flood"):
        response = at_work.get(f"/articles/{slug}")
        assert response.status_code == 500
        assert "Secret" not in response.text


def test_the_public_sees_none_of_it(app: Flask, client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "ebb")
    (content_dir / "tides.md").write_text(BROKEN)
    assert client.get("/articles/tides").status_code == 404
    assert "reload.js" not in client.get("/articles/ebb").text
