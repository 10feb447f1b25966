"""``instance/cache`` is deleted while Gloss runs: that costs time, nothing else."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gloss.articles import cache as caches
from gloss.articles.article import Defaults
from gloss.articles.library import Library
from tests.articles.shore import NOON, put, slugs
from tests.articles.test_cache_faults import a_full_disk
from tests.cast import an_article, comment_count
from tests.operation.visitor import a_comment, request, sends
from tests.pictures.darkroom import photo
from tests.server import Server, eventually

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "The sea comes and goes."


def shown(server: Server, slug: str) -> str:
    page = request("GET", f"{server.address}/articles/{slug}")
    assert page.status == 200, (slug, page.text)
    return page.text


def has(server: Server, slug: str, words: str = WORDS) -> bool:
    return words in request("GET", f"{server.address}/articles/{slug}").text


@sqlite
def test_articles_go_on_being_served_and_all_of_it_is_made_anew(
    server: Server, content_dir: Path
) -> None:
    cache = server.settings.instance_dir / "cache"
    (content_dir / "sea.jpg").write_bytes(photo())
    for slug in ("read", "unread", "broken", "later"):
        article = an_article(content_dir, slug)
    article.write_text(f"{article.read_text()}\n![The sea](sea.jpg)\n")
    eventually(lambda: has(server, "later", "image/avif"))
    assert WORDS in shown(server, "read")
    broken = content_dir / "broken.md"
    broken.write_text("---\ntitle: [\n---\n")
    eventually(lambda: "content/broken.md" in server.printed())
    for _ in range(2):
        shutil.rmtree(cache)
        for slug in ("read", "unread", "broken", "later", "tides"):
            assert WORDS in shown(server, slug)
        an_article(content_dir, "new")
        eventually(lambda: has(server, "new"))
        (content_dir / "new.md").unlink()
        eventually(lambda: request("GET", f"{server.address}/articles/new").status == 404)
        for slug in ("read", "unread", "broken", "later", "tides"):
            assert WORDS in shown(server, slug)
        eventually(
            lambda: "/articles/unread" in request("GET", f"{server.address}/search?q=sea").text
        )
        eventually(lambda: bool(list(cache.glob("pictures/*/*.avif"))))
    broken.write_text(
        broken.read_text().replace("title: [", "title: Mended\npublished: 2026-01-02")
    )
    eventually(lambda: has(server, "broken", "Mended"))
    assert sends(a_comment("Still here."), server.address).status == 303
    assert comment_count() == 1
    server.stop()
    server.start()
    for slug in ("read", "unread", "later", "tides"):
        assert WORDS in shown(server, slug)


def test_a_cache_that_was_in_memory_goes_back_to_its_file(
    tmp_path: Path, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache" / "articles.db"
    monkeypatch.setattr(caches, "FIRST_PAUSE_SECONDS", 0.2)

    def start() -> Library:
        defaults = Defaults(ZoneInfo("UTC"))
        library = Library(content_dir, defaults, file)
        library.refresh()
        return library

    for number in range(40):
        put(content_dir, f"a{number}.md", body=f"Wave {number}. " + "The sea. " * 1000)
    library = start()
    with a_full_disk(free=1000):
        put(content_dir, "a3.md", body="Newer.")
        library.refresh()
        (content_dir / "a3.md").write_text("broken")
        library.refresh()
        for number in range(4, 40):
            put(content_dir, f"a{number}.md", body=f"Tide {number}.")
        library.refresh()
        assert len(slugs(library)) == 40
    eventually(lambda: is_kept(file, "Newer.", library))
    put(content_dir, "late.md")
    library.refresh()
    again = start()
    for knowing in (library, again):
        for slug, words in {
            "a2": "Wave 2.",
            "a3": "Newer.",
            "a9": "Tide 9.",
            "late": "The sea.",
        }.items():
            article = knowing.article(slug, NOON)
            assert article is not None
            assert words in knowing.rendered(article).html


def is_kept(file: Path, words: str, library: Library) -> bool:
    library.refresh()
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT count(*) FROM body WHERE text LIKE ?", [f"%{words}%"])
        return bool(found.fetchone() == (1,))
