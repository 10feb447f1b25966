"""Links to drafts: for who was given one, for some days, and never for a cache."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from app import create_app
from gloss import clock
from gloss.articles import previews
from gloss.articles.previews import Preview
from gloss.settings import Settings
from tests.cast import Browser, an_article

OLD_KEY, NEW_KEY = "o" * 40, "n" * 40


def link(app: Flask, *words: str) -> str:
    result = FlaskCliRunner(app).invoke(args=["articles", "preview", *words])
    assert result.exit_code == 0, result.output
    found = re.search(r"http://localhost(/preview/\S+)\n$", result.output)
    assert found is not None, result.output
    return found[1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"draft": "true"}, "<strong>Draft.</strong>"),
        ({"published": "2999-01-01"}, "It appears on"),
        ({"expires": "2026-01-03"}, "Its time ended on"),
    ],
)
def test_a_link_shows_what_is_not_public_and_no_form(
    app: Flask, client: FlaskClient, content_dir: Path, lines: dict[str, str], said: str
) -> None:
    an_article(content_dir, **lines)
    address = link(app, "tides")
    response = client.get(address)
    assert response.status_code == 200
    assert said in response.text
    assert "The sea comes and goes." in response.text
    assert "comment-form" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in response.text
    assert "Set-Cookie" not in response.headers
    assert client.get("/articles/tides").status_code in {404, 410}


def test_the_page_is_made_anew_each_time(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    file = an_article(content_dir, draft="true")
    address = link(app, "content/tides.md")
    assert "goes" in client.get(address).text
    file.write_text(file.read_text().replace("goes", "stays"))
    app.extensions["gloss.articles"].refresh()
    assert "stays" in client.get(address).text


def test_once_the_article_is_public_the_link_leads_to_it(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, draft="true")
    address = link(app, "tides")
    an_article(content_dir)
    app.extensions["gloss.articles"].refresh()
    assert client.get(address).location == "/articles/tides"
    result = FlaskCliRunner(app).invoke(args=["articles", "preview", "tides"])
    assert "It is public already: http://localhost/articles/tides" in result.output


def test_a_link_ends(
    app: Flask, client: FlaskClient, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_article(content_dir, draft="true")
    address = link(app, "tides", "--days", "2")
    end = clock.seconds() + timedelta(days=2).total_seconds()
    monkeypatch.setattr(clock, "seconds", lambda: end - 60)
    assert client.get(address).status_code == 200
    monkeypatch.setattr(clock, "seconds", lambda: end)
    response = client.get(address)
    assert response.status_code == 404
    assert "This preview link has ended" in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "WyJ0aWRlcyIsOTk5XQ.x", "é" * 9, "x" * 9999, "%00"])
def test_a_link_that_is_none_of_ours_opens_nothing(
    client: FlaskClient, content_dir: Path, token: str
) -> None:
    an_article(content_dir, draft="true")
    assert client.get(f"/preview/{token}").status_code == 404


def test_a_link_for_one_article_opens_no_other(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    for slug in ("tides", "ebb"):
        an_article(content_dir, slug, draft="true")
    tides, ebb = link(app, "tides"), link(app, "ebb")
    forged = tides.rpartition(".")[0] + "." + ebb.rpartition(".")[2]
    assert client.get(forged).status_code == 404
    assert "Ebb" not in client.get(tides).text


def test_an_older_key_opens_links_and_signs_none(settings: Settings, content_dir: Path) -> None:
    an_article(content_dir, draft="true")
    keys = ([OLD_KEY], [NEW_KEY, OLD_KEY], [NEW_KEY])
    made, both, after = (
        create_app(settings.model_copy(update={"secret_keys": tuple(each)})) for each in keys
    )
    preview = Preview("tides", clock.now() + timedelta(days=1))
    with made.app_context():
        old = previews.token(preview)
    with both.app_context():
        new = previews.token(preview)
    opened = [[_status(app, token) for token in (old, new)] for app in (both, after)]
    assert opened == [[200, 200], [404, 200]]


def _status(app: Flask, token: str) -> int:
    app.test_client_class = Browser
    return app.test_client().get(f"/preview/{token}").status_code
