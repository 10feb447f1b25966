"""What programs ask for beside feeds: what robots may read, Markdown, and a list for models."""

from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
import yaml
from flask.testing import FlaskClient

from tests.cast import an_article
from tests.reading.machines import an_article_saying


def test_robots_are_told_where_the_map_is_and_what_is_not_for_them(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]
    for page in ("/", "/articles/tides", "/articles/tides/comments/feed.atom", "/feed.atom"):
        assert robots.can_fetch("*", page)
    for page in ("/receipts/x", "/moderation/", "/moderation/sign-in"):
        assert not robots.can_fetch("*", page)
    assert "Disallow: /articles/*/captcha\n" in response.text  # Python's parser knows no *


def test_an_article_can_be_had_as_its_author_wrote_it(
    client: FlaskClient, content_dir: Path
) -> None:
    text = "Low & *high* <b>water</b>.\n\n---\n\nПрилив"
    an_article_saying(content_dir, text, title='"Tides: a \\"guide\\" 🌊"', author="Ada")
    response = client.get("/articles/tides.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.headers["Link"] == '<http://localhost/articles/tides>; rel="canonical"'
    _, head, body = response.text.split("---\n", 2)
    assert body.strip() == text
    assert yaml.safe_load(head) | {"published": ""} == {
        "title": 'Tides: a "guide" 🌊',
        "author": ["Ada"],
        "published": "",
        "address": "http://localhost/articles/tides",
    }
    assert 'type="text/markdown" href="/articles/tides.md"' in client.get("/articles/tides").text


def test_hidden_articles_have_no_markdown(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "unfinished", draft="true")
    an_article(content_dir, "tomorrow", published="2999-01-01")
    for slug in ("unfinished", "tomorrow", "nowhere"):
        response = client.get(f"/articles/{slug}.md")
        assert response.status_code == 404
        assert "The sea" not in response.text
        assert slug not in client.get("/llms.txt").text


def test_a_page_can_be_had_as_its_author_wrote_it(client: FlaskClient, content_dir: Path) -> None:
    (content_dir / "pages").mkdir()
    file = content_dir / "pages" / "about.md"
    file.write_text("---\ntitle: 'About: us'\nupdated: 2026-01-03\n---\nWe *are*.")
    response = client.get("/about.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.headers["Link"] == '<http://localhost/about>; rel="canonical"'
    _, head, body = response.text.split("---\n", 2)
    assert yaml.safe_load(head)["title"] == "About: us"
    assert body == "\nWe *are*."
    assert (
        '<link rel="alternate" type="text/markdown" href="/about.md">' in client.get("/about").text
    )
    file.write_text("---\ntitle: About\ndraft: true\n---\nWe are.")
    client.application.extensions["gloss.articles"].refresh()
    assert client.get("/about.md").status_code == 404


def test_models_are_told_what_there_is_to_read(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, title="'Tides [and moons]'", summary="In and out.")
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About us\n---\n")
    response = client.get("/llms.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.startswith("# Tidewater\n\n> Notes on the shore.\n\n## Articles\n\n")
    line = "\n- [Tides (and moons)](http://localhost/articles/tides.md): In and out.\n"
    assert line in response.text
    assert "\n- [About us](http://localhost/about.md)\n" in response.text


@pytest.mark.parametrize(
    "address", ["/robots.txt", "/sitemap.xml", "/llms.txt", "/feed.json", "/articles/tides.md"]
)
def test_what_machines_read_is_kept_and_revalidated_as_pages_are(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    an_article(content_dir)
    response = client.get(address, headers={"Accept-Encoding": "br"})
    assert response.headers["Cache-Control"] == "max-age=0, must-revalidate, s-maxage=1"
    assert response.headers["Content-Encoding"] == "br"
    assert "Set-Cookie" not in response.headers
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/feed.atom",
        "/feed.json",
        "/tags/sea/feed.atom",
        "/authors/ada/feed.json",
        "/sitemaps/articles-1.xml",
        "/llms.txt",
        "/archive/2026",
        "/authors/ada",
        "/articles/tides",
    ],
)
def test_an_article_whose_time_is_over_is_named_nowhere(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    shared = {"tags": "[sea]", "author": "Ada"}
    an_article(content_dir, **shared)
    an_article(content_dir, "wreck", expires="2026-01-03", published="2026-01-01", **shared)
    page = client.get(address)
    assert page.status_code == 200
    assert "wreck" not in page.text.lower()


def test_what_machines_knew_under_a_former_address_leads_on(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, aliases="[ebb]")
    for end in (".md", "/comments/feed.atom"):
        response = client.get(f"/articles/ebb{end}")
        assert (response.status_code, response.headers["Location"]) == (
            301,
            f"/articles/tides{end}",
        )
