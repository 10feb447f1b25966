"""The map of the site: every public page, when it changed, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.reading import sitemap as maps
from gloss.reading.page_cache import PageCache
from tests.cast import an_article
from tests.reading.machines import sitemap


def index(client: FlaskClient) -> dict[str, datetime | None]:
    return sitemap(client, "/sitemap.xml", "sitemapindex", "sitemap")


def part(client: FlaskClient, name: str) -> dict[str, datetime | None]:
    return sitemap(client, f"/sitemaps/{name}.xml", "urlset", "url")


def test_every_page_is_on_the_map_with_its_last_change(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, updated="2026-03-04T05:06:07", tags="[Sea]", author="Ada")
    an_article(content_dir, "прилив", published="2025-02-03")
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About\n---\n")
    found: dict[str, datetime | None] = {}
    for address in index(client):
        found |= part(client, address.removeprefix("http://localhost/sitemaps/")[:-4])
    changed = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    published, older = datetime(2026, 1, 2, tzinfo=UTC), datetime(2025, 2, 3, tzinfo=UTC)
    assert found == {
        "http://localhost/": published,
        "http://localhost/about": None,
        "http://localhost/articles/tides": changed,
        "http://localhost/articles/%D0%BF%D1%80%D0%B8%D0%BB%D0%B8%D0%B2": older,
        "http://localhost/tags/sea": published,
        "http://localhost/authors/ada": published,
        "http://localhost/archive/2026": published,
        "http://localhost/archive/2025": older,
    }
    for address in found:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_hidden_articles_are_not_on_the_map(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "unfinished", draft="true", tags="[sea]", author="Ada")
    an_article(content_dir, "tomorrow", published="2999-01-01", tags="[sea]", author="Ada")
    assert index(client) == {"http://localhost/sitemaps/pages-1.xml": None}
    assert part(client, "pages-1") == {"http://localhost/": None}


def test_a_long_map_has_several_files_and_a_new_article_changes_the_last(
    client: FlaskClient, content_dir: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "PART", 2)
    for day in range(1, 6):
        an_article(content_dir, f"day-{day}", published=f"2026-01-{day:02}")
    names = [f"articles-{number}" for number in (1, 2, 3)]
    before = [part(client, name) for name in names]
    assert [len(them) for them in before] == [2, 2, 1]
    assert "http://localhost/articles/day-1" in before[0]
    assert index(client)["http://localhost/sitemaps/articles-2.xml"] == datetime(
        2026, 1, 4, tzinfo=UTC
    )
    an_article(content_dir, "day-6", published="2026-01-06")
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.library.refresh()
    after = [part(client, name) for name in names]
    assert after[:2] == before[:2]
    assert "http://localhost/articles/day-6" in after[2]


@pytest.mark.parametrize("name", ["articles-2", "articles-0", "lists-9", "x-1", "articles-01"])
def test_there_is_no_file_beyond_the_last(
    client: FlaskClient, content_dir: Path, name: str
) -> None:
    an_article(content_dir)
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404
