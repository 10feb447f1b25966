"""What readers get: pages that are the same for everybody, and that outlive their database."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from gloss.reading.pagination import PAGE_SIZE
from gloss.settings import Settings
from tests.cast import Visitor, an_article


def test_the_home_page_lists_the_newest_article_first(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "older", published="2026-01-01")
    an_article(content_dir, "newer", published="2026-02-01")
    page = client.get("/").text
    assert page.index("Newer") < page.index("Older")


def test_an_empty_site_says_so(client: FlaskClient) -> None:
    assert "The first article is being written" in client.get("/").text


def test_a_long_list_has_pages_and_no_more_than_it_needs(
    client: FlaskClient, content_dir: Path
) -> None:
    for number in range(PAGE_SIZE + 1):
        an_article(content_dir, f"wave-{number:02}", published=f"2026-01-{number + 1:02}")
    assert 'href="/page/2"' in client.get("/").text
    second = client.get("/page/2").text
    assert "Wave-00" in second
    assert 'href="/"' in second
    assert client.get("/page/3").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 11, "9" * 5000])
def test_there_is_no_page_of_an_odd_number(client: FlaskClient, number: str) -> None:
    assert client.get(f"/page/{number}").status_code == 404


def test_a_tag_lists_its_articles(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "tides", tags="[Sea, Moon]")
    an_article(content_dir, "dunes", tags="[Sand]")
    assert 'href="/tags/moon"' in client.get("/tags/").text
    page = client.get("/tags/moon").text
    assert "Tides" in page
    assert "Dunes" not in page
    assert client.get("/tags/stars").status_code == 404


def test_a_page_beside_the_articles_has_an_address_of_its_own(
    client: FlaskClient, content_dir: Path
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About us\n---\n\nWe watch.\n")
    assert "We watch." in client.get("/about").text


def test_a_missing_page_suggests_what_was_meant(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "spring-tides")
    response = client.get("/articles/sprin-tide")
    assert response.status_code == 404
    assert "Did you mean" in response.text
    assert "/articles/spring-tides" in response.text


def test_neighbours_lead_on(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "first", published="2026-01-01")
    an_article(content_dir, "second", published="2026-01-02")
    assert 'rel="next" href="/articles/second"' in client.get("/articles/first").text


def test_drafts_and_tomorrows_articles_are_nowhere(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "unfinished", draft="true", tags="[Sea]")
    an_article(content_dir, "tomorrow", published="2999-01-01", tags="[Sea]")
    for page in ("/", "/tags/", "/nowhere"):
        text = client.get(page).text
        assert "Unfinished" not in text
        assert "Tomorrow" not in text
    for address in ("/articles/unfinished", "/articles/tomorrow", "/tags/sea"):
        assert client.get(address).status_code == 404


def test_one_bad_file_hurts_no_other(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    (content_dir / "broken.md").write_bytes(b"---\ntitle: a: b\n---\n\xff")
    assert client.get("/articles/tides").status_code == 200
    assert client.get("/articles/broken").status_code == 404


@pytest.mark.parametrize("address", ["/", "/articles/tides", "/tags/", "/nowhere", "/favicon.ico"])
def test_no_public_page_sets_a_cookie_or_varies_by_one(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    an_article(content_dir)
    client.set_cookie("captcha", "x", path="/articles/tides")
    response = client.get(address)
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_page_that_did_not_change_costs_no_bytes(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    etag = client.get("/articles/tides").headers["ETag"]
    assert not etag.startswith("W/")
    again = client.get("/articles/tides", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "lost", ["sqlite:////nowhere/gloss.db", "postgresql+psycopg://gloss@127.0.0.1:1/gloss"]
)
def test_articles_are_served_while_the_database_is_away(
    tmp_path: Path, content_dir: Path, lost: str
) -> None:
    an_article(content_dir)
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    response = app.test_client().get("/articles/tides")
    assert response.status_code == 200
    assert "The sea comes and goes." in response.text
    assert "The comments cannot be shown right now" in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "lost", ["sqlite:////nowhere/gloss.db", "postgresql+psycopg://gloss@127.0.0.1:1/gloss"]
)
def test_a_report_comes_back_whole_while_the_database_is_away(
    tmp_path: Path, content_dir: Path, lost: str
) -> None:
    an_article(content_dir)
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    ada, address = app.test_client(), "/articles/tides/comments/1/report"
    page = ada.get(address)
    assert (page.status_code, "cannot be shown right now" in page.text) == (503, True)
    sent = ada.post(address, data={"complaint": "harm", "words": "Not lost."})
    assert (sent.status_code, "press Send again" in sent.text) == (503, True)
    assert "Not lost.</textarea>" in sent.text
    assert 'value="harm" required checked' in sent.text


@pytest.mark.parametrize(
    "lost", ["sqlite:////nowhere/gloss.db", "postgresql+psycopg://gloss@127.0.0.1:1/gloss"]
)
def test_a_comment_comes_back_whole_while_the_database_is_away(
    tmp_path: Path, content_dir: Path, lost: str
) -> None:
    an_article(content_dir)
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    with app.app_context():
        response = Visitor(app.test_client()).sends("Not lost.")
    assert response.status_code == 503
    assert "Not lost.</textarea>" in response.text
    assert "press Send again" in response.text
