"""One folder with every file that ever went wrong: no other page notices, and each is told."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from gloss.articles import library
from gloss.moderation import overview
from tests.cast import a_moderator, an_article

GOOD = "---\ntitle: {name}\npublished: 2026-01-02\n---\nGood {name}.\n"
BROKEN = {
    "unclosed": b"---\ntitle: 'open\npublished: 2026-01-02\n---\nBad.\n",
    "colons": b"---\ntitle: a: b\npublished: 2026-01-02\n---\nBad.\n",
    "latin": "---\ntitle: Größe\npublished: 2026-01-02\n---\nBad.\n".encode("latin-1"),
    "nul": b"---\ntitle: NUL\npublished: 2026-01-02\n---\nBa\0d.\n",
    "utf-16": "---\ntitle: Wide\npublished: 2026-01-02\n---\nBad.\n".encode("utf-16"),
    "no-end": b"---\ntitle: Endless\npublished: 2026-01-02\nBad.\n",
    "undated": b"---\ntitle: Undated\n---\nBad.\n",
    "timed-badly": b"---\ntitle: Timed badly\npublished: 2026-01-02 25:61\n---\nBad.\n",
    "no-day": b"---\ntitle: No day\npublished: 2026-02-30 09:00\n---\nBad.\n",
    "bare": b"Bad.\n",
    "empty": b"",
    "toml": b"+++\ntitle = Bad\ndate = 2026-01-02\n+++\nBad.\n",
    "lines": b"Title: Bad\nDate: soon\n\nBad.\n",
    "huge": b"---\ntitle: Huge\npublished: 2026-01-02\n---\n" + b"Bad. " * (1 << 20),
    "typo": b"---\ntitle: Typo\npublished: 2026-01-02\ndraft: ture\n---\nBad.\n",
    "yaml-bomb": b"---\ntitle: x\na: &a [x]\nb: [*a, *a]\n---\nBad.\n",
    "deep": b"---\ntitle: x\na: " + b"[" * 20_000 + b"\n---\nBad.\n",
}
ODD = {  # what editors and other programs write, which is understood and so is not broken
    "dated": b"---\ntitle: Dated\npublished: 2026-01-02\n---\nGood dated.\n",
    "timed": b"---\ntitle: Timed\npublished: 2026-01-02 09:00\n---\nGood timed.\n",
    "bom": b"\xef\xbb\xbf---\ntitle: BOM\npublished: 2026-01-02\n---\nGood bom.\n",
    "crlf": b"---\r\ntitle: CRLF\r\npublished: 2026-01-02 09:00\r\n---\r\nGood crlf.\r\n",
    "hugo": b"+++\ntitle = 'Hugo'\ndate = 2026-01-02T09:00:00Z\n+++\nGood hugo.\n",
    "pelican": b"Title: Pelican\nDate: 2026-01-02 9:00\n\nGood pelican.\n",
}
TOLD = (*BROKEN, "🎉", "longer-name", "out", "gone")


@pytest.fixture
def folder(content_dir: Path, tmp_path: Path) -> Path:
    """Fill the folder with good versions, and let the site see them."""
    for name in BROKEN:
        (content_dir / f"{name}.md").write_text(GOOD.format(name=name))
    for name, source in ODD.items():
        (content_dir / f"{name}.md").write_bytes(source)
    an_article(content_dir)
    (tmp_path / "secret.md").write_text(GOOD.format(name="secret"))
    return content_dir


@pytest.fixture
def spoil(app: Flask, client: FlaskClient, folder: Path, tmp_path: Path) -> Callable[[], None]:
    """Return what makes the newest version of each file a broken one."""
    client.get("/")

    def spoil() -> None:
        for name, source in BROKEN.items():
            (folder / f"{name}.md").write_bytes(source)
        (folder / "🎉.md").write_text(GOOD.format(name="nameless"))
        an_article(folder, "longer-name", Slug="tides")
        (folder / "out.md").symlink_to(tmp_path / "secret.md")
        (folder / "gone.md").symlink_to(folder / "nothing")
        library.current().refresh()

    return spoil


def test_every_other_page_is_served(client: FlaskClient, spoil: Callable[[], None]) -> None:
    spoil()
    for address in ("/", "/tags/", "/articles/tides", *(f"/articles/{name}" for name in ODD)):
        assert client.get(address).status_code == 200
    assert "The sea comes and goes." in client.get("/articles/tides").text
    for name in ODD:
        assert f"Good {name}." in client.get(f"/articles/{name}").text


@pytest.mark.parametrize("name", BROKEN)
def test_the_last_good_version_stays(
    client: FlaskClient, spoil: Callable[[], None], name: str
) -> None:
    spoil()
    response = client.get(f"/articles/{name}")
    assert response.status_code == 200
    assert f"Good {name}." in response.text
    assert "Bad." not in response.text


def test_a_link_that_leads_out_shows_nothing(
    client: FlaskClient, spoil: Callable[[], None]
) -> None:
    spoil()
    assert client.get("/articles/out").status_code == 404
    assert client.get("/articles/gone").status_code == 404


def test_each_is_told_by_the_check_and_in_the_log(
    app: Flask, spoil: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoil()
    library.current().follow()
    logged = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    result = FlaskCliRunner(app).invoke(args=["articles", "check"])
    assert result.exit_code == 1
    told = [line for line in result.output.splitlines() if ": error: " in line]
    for name in TOLD:
        place = f"content/{name}.md:"
        assert any(line.startswith(place) and " -> " in line for line in told), name
        assert any(line.startswith(place) for line in logged), name
    sound = tuple(f"content/{name}.md:" for name in (*ODD, "tides"))
    assert not [line for line in told if line.startswith(sound)]


def test_each_is_told_on_the_moderators_overview(
    app: Flask, spoil: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MOST_SHOWN", len(TOLD))
    spoil()
    page = a_moderator(app).page("/moderation/overview")
    told = page.partition('aria-labelledby="broken"')[2].partition("</section>")[0]
    for name in TOLD:
        assert f"<code>content/{name}.md</code>" in told, name
    assert told.count("To mend it: ") == len(TOLD)
    for name in (*ODD, "tides"):
        assert f"content/{name}.md<" not in told, name


def test_new_files_that_are_broken_are_not_shown_and_hurt_nobody(
    client: FlaskClient, content_dir: Path
) -> None:
    for name, source in BROKEN.items():
        (content_dir / f"{name}.md").write_bytes(source)
    an_article(content_dir)
    assert client.get("/articles/tides").status_code == 200
    assert {client.get(f"/articles/{name}").status_code for name in BROKEN} == {404}


def test_a_file_may_vanish_while_it_is_read(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    is_over = Event()

    def come_and_go() -> None:
        while not is_over.is_set():
            an_article(content_dir, "ebb").unlink()

    writer = Thread(target=come_and_go)
    writer.start()
    try:
        for _ in range(100):
            library.current().refresh()
            assert client.get("/articles/tides").status_code == 200
            assert client.get("/articles/ebb").status_code in {200, 404}
    finally:
        is_over.set()
        writer.join()
