"""The search as readers meet it: a plain form, a plain page, and nothing that is not public."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from gloss.articles.search import unanswered
from gloss.articles.search.searching import HITS_ON_A_PAGE
from gloss.database import db
from gloss.settings import Settings
from tests.cast import an_article

LOST = ["sqlite:////nowhere/gloss.db", "postgresql+psycopg://gloss@127.0.0.1:1/gloss"]


def searched(client: FlaskClient, typed: str, **more: object) -> str:
    """Search, and return what follows the head of the page."""
    response = client.get("/search", query_string={"q": typed, **more})
    assert response.status_code == 200, response.text
    return response.text.split("<main")[1]


def in_vain() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(search.query, search.count) for search in unanswered.listed(db.session())]


@pytest.mark.parametrize(
    "address", ["/", "/articles/tides", "/tags/", "/nowhere", "/search", "/page/0"]
)
def test_every_page_has_one_search_form(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    an_article(content_dir)
    page = client.get(address).text
    assert page.count('<form class="search" role="search" action="/search">') == 1
    assert page.count('name="q"') == 1


def test_a_result_links_to_the_article_and_its_sections(
    client: FlaskClient, content_dir: Path
) -> None:
    file = an_article(content_dir, summary="Of the <sea>.")
    file.write_text(f"{file.read_text()}\n\n## Ebb & Flut\n\nThe water <goes> & comes.\n")
    page = searched(client, "water")
    assert '<a href="/articles/tides">Tides</a>' in page
    assert '<a href="/articles/tides#ebb-flut">Ebb &amp; Flut</a>' in page
    assert "The <mark>water</mark>" in page
    assert "Of the &lt;sea&gt;." in page
    assert "1 result\n" in page


def test_a_heading_in_any_script_is_linked(client: FlaskClient, content_dir: Path) -> None:
    file = an_article(content_dir)
    file.write_text(f"{file.read_text()}\n\n## Польза массажа\n\nТекст.\n")
    assert "#%D0%BF%D0%BE%D0%BB%D1%8C%D0%B7%D0%B0-" in searched(client, "массаж")


def test_nothing_typed_and_nothing_written_can_become_markup(
    client: FlaskClient, content_dir: Path
) -> None:
    attack = "<script>alert(1)</script>"
    an_article(content_dir, title=f"'Sea {attack}'", summary=f"'{attack} sea'")
    for typed in ("sea", "script", attack, f'"{attack}', f"sea {attack} zzz"):
        page = searched(client, typed)
        assert "<script" not in page.replace("</main>", "")


def test_results_have_pages_with_links_between(client: FlaskClient, content_dir: Path) -> None:
    for number in range(HITS_ON_A_PAGE * 2 + 1):
        an_article(content_dir, f"wave-{number}")
    assert 'rel="next" href="/search?q=the+sea&amp;page=2"' in searched(client, "the sea")
    second = searched(client, "the sea", page=2)
    assert 'rel="prev" href="/search?q=the+sea"' in second
    assert "Page 2 of 3" in second
    assert client.get("/search?q=the+sea&page=4").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "", "1e9"])
def test_an_odd_page_hurts_nobody(client: FlaskClient, content_dir: Path, number: str) -> None:
    an_article(content_dir)
    response = client.get("/search", query_string={"q": "sea", "page": number})
    assert response.status_code in {200, 404}


def test_without_a_query_the_page_says_how_to_search(client: FlaskClient) -> None:
    page = searched(client, "")
    assert "Type one or several words" in page
    assert client.get("/search").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zzzz", "Nothing here holds “zzzz”."),
        ("-tides", "This only says what to leave out."),
        ("?!", "“?!” holds no word to look for."),
        ("sea zzzz", "Nothing has all of these words. What has some of them:"),
        ("tdies", 'Did you mean <a href="/search?q=tides">tides</a>?'),
    ],
)
def test_a_search_in_vain_leads_on(
    client: FlaskClient, content_dir: Path, typed: str, said: str
) -> None:
    an_article(content_dir)
    page = searched(client, typed)
    assert said in page
    assert '<a href="/articles/tides">Tides</a>' in page


def test_drafts_and_tomorrows_articles_are_not_found(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "lighthouse", draft="true")
    an_article(content_dir, "lightship", published="2999-01-01")
    for typed in ("lighthouse", "lighthuose", "lightship", "light", "sea", "lihgtship"):
        assert "Nothing here holds" in searched(client, typed)
        assert "Did you mean" not in searched(client, typed)


def test_what_is_withdrawn_is_not_found_any_more(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    file = an_article(content_dir)
    assert "Tides" in searched(client, "sea")
    file.unlink()
    app.extensions["gloss.articles"].refresh()
    assert "Nothing here holds" in searched(client, "sea")


def test_robots_stay_away_and_caches_keep_nothing(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    response = client.get("/search?q=sea")
    assert '<meta name="robots" content="noindex">' in response.text
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=a&q=b", "q[]=a", "q=" + "x" * 5000, "q=%22%22%22", "page=1"]
)
def test_odd_requests_are_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == 200


def test_a_query_is_bounded(client: FlaskClient) -> None:
    assert "x" * 201 not in searched(client, "x" * 5000)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_articles_work_while_the_search_does_not(settings: Settings, content_dir: Path) -> None:
    an_article(content_dir)
    (settings.instance_dir / "cache" / "search.db").mkdir(parents=True)
    client = create_app(settings).test_client()
    response = client.get("/search?q=sea")
    assert response.status_code == 503
    assert "The search is not available at the moment" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/articles/tides").status_code == 200


def test_a_search_in_vain_is_kept_for_the_publisher(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    searched(client, "Sea")
    searched(client, "Sunburn  cream")
    assert in_vain() == [("sunburn cream", 1)]
    page = searched(client, "ada@example.org")
    assert "Nothing here holds" in page
    assert in_vain() == [("sunburn cream", 1)]


@pytest.mark.parametrize("lost", LOST)
def test_a_search_needs_no_database(tmp_path: Path, content_dir: Path, lost: str) -> None:
    an_article(content_dir)
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    client = app.test_client()
    assert "1 result\n" in searched(client, "sea")
    assert "Nothing here holds" in searched(client, "zzzz")


def test_who_searches_without_end_is_asked_to_wait(client: FlaskClient) -> None:
    codes = [client.get("/search").status_code for _ in range(121)]
    assert (codes[119], codes[120]) == (200, 429)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_results_are_packed_for_who_takes_that(
    client: FlaskClient, content_dir: Path, encoding: str
) -> None:
    an_article(content_dir)
    plain = client.get("/search?q=sea")
    packed = client.get("/search?q=sea", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert client.get("/search?q=sea", headers={"Accept-Encoding": "identity"}).data == plain.data


def test_robots_may_list_the_search_and_no_results(client: FlaskClient) -> None:
    assert "noindex" not in client.get("/search").text
    assert "noindex" in client.get("/search?q=sea").text
