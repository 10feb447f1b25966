"""A site as static files, served by the plainest server there is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.cast import Visitor, a_moderator, an_article
from tests.pictures.darkroom import photo

HREF = re.compile(r'\b(?:href|src)="([^"]+)"')


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` with Python's own server until the end of the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def shore(app: Flask, content_dir: Path) -> Path:
    """Return a folder with what a site may hold, and comments in every state."""
    an_article(content_dir, tags="[Sea, Море]", author="Cleo", aliases="[/2019/old-tides]")
    an_article(content_dir, "приливы", published="2026-01-03")
    an_article(content_dir, "secret", draft="true")
    (content_dir / "moon.jpg").write_bytes(photo())
    text = "See [the tides](tides), [below](#low).\n\n## Low\n\n![The moon](moon.jpg)\n"
    file = an_article(content_dir, "moon", published="2026-01-04")
    file.write_text(file.read_text() + text)
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About\n---\nUs.")
    ada, mo = Visitor(app.test_client()), a_moderator(app)
    mo.decides(ada.posted("Seen by all.").id, "approval")
    ada.posted("Seen by nobody.")
    return content_dir


def exported(app: Flask, folder: Path) -> str:
    result = FlaskCliRunner(app).invoke(args=["articles", "export", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output


def texts(folder: Path) -> dict[str, str]:
    kinds = {".html", ".xml", ".atom", ".json", ".md", ".txt"}
    files = (file for file in folder.rglob("*") if file.suffix in kinds)
    return {str(file.relative_to(folder)): file.read_text() for file in files}


def test_every_link_leads_to_a_file(app: Flask, shore: Path, tmp_path: Path) -> None:
    said = exported(app, tmp_path / "site")
    assert said.count("\n") == 1, said
    with served(tmp_path / "site") as address:
        reached, waiting = set(), [f"{address}/"]
        while waiting:
            page = waiting.pop()
            with urlopen(page) as answer:
                content, url = answer.read(), answer.url
                is_page = answer.headers.get_content_type() == "text/html"
            for link in HREF.findall(content.decode()) if is_page else []:
                to = urljoin(url, unescape(link)).partition("#")[0]
                if to.startswith(address) and to not in reached:
                    reached.add(to)
                    waiting.append(to)
        names = {unquote(urlsplit(link).path) for link in reached}
    assert {"/articles/tides", "/articles/приливы", "/tags/море", "/feed.atom"} <= names
    assert any(name.startswith("/pictures/") for name in names)
    assert (tmp_path / "site" / "about" / "index.html").is_file()  # only the map names it


def test_comments_are_in_the_page_and_nothing_that_waits(
    app: Flask, shore: Path, tmp_path: Path
) -> None:
    exported(app, tmp_path / "site")
    everything = texts(tmp_path / "site")
    assert "Seen by all." in everything["articles/tides/index.html"]
    assert not any("Seen by nobody." in text for text in everything.values())
    assert not any("secret" in name or "Secret" in text for name, text in everything.items())


def test_no_form_is_left_and_its_place_says_where_the_site_lives(
    app: Flask, shore: Path, tmp_path: Path
) -> None:
    exported(app, tmp_path / "site")
    everything = texts(tmp_path / "site")
    assert "404.html" in everything
    for name, text in everything.items():
        assert "<form" not in text, name
        assert "/moderation" not in text or name == "robots.txt", name
    assert "http://localhost/articles/tides#add-comment" in everything["articles/tides/index.html"]


def test_a_former_address_leads_on(app: Flask, shore: Path, tmp_path: Path) -> None:
    exported(app, tmp_path / "site")
    page = (tmp_path / "site" / "2019" / "old-tides" / "index.html").read_text()
    assert 'content="0; url=/articles/tides"' in page


def test_a_folder_that_is_there_is_left_alone(app: Flask, shore: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    result = FlaskCliRunner(app).invoke(args=["articles", "export", str(tmp_path / "site")])
    assert (result.exit_code, "Name a folder that does not exist" in result.output) == (1, True)
    assert list((tmp_path / "site").iterdir()) == []


def test_what_cannot_be_written_leaves_nothing(app: Flask, shore: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "site"
    result = FlaskCliRunner(app).invoke(args=["articles", "export", str(target)])
    assert (result.exit_code, "cannot be written" in result.output) == (1, True)


def test_a_page_that_is_nowhere_is_told(app: Flask, shore: Path, tmp_path: Path) -> None:
    (shore / "pages" / "about.md").write_text("---\ntitle: About\n---\n[Us](/people)")
    assert "/people is linked to and answered 404" in exported(app, tmp_path / "site")
    with served(tmp_path / "site") as address, pytest.raises(HTTPError):
        urlopen(f"{address}/people")
