"""What every response shares: headers, error pages, and static files that browsers may keep."""

import re
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from app import create_app
from gloss import database
from gloss.settings import Settings

HALF_A_YEAR = 15_768_000  # seconds
# A block of JSON-LD is data, which no browser runs.
INLINE = re.compile(
    r"<style|style=|<script(?![^>]*(?:src=|type=\"application/ld\+json\"))|\son\w+="
)


@pytest.mark.parametrize("address", ["/", "/nowhere", "/moderation/", "/static/site.css"])
def test_every_response_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_under_https_browsers_are_told_to_stay_there(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('address = "https://tides.example"')
    app = create_app(settings)
    headers = app.test_client().get("/").headers
    with app.app_context():
        database.db.engine.dispose()
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_static_files_are_kept_for_a_year_under_an_address_of_their_content(
    client: FlaskClient,
) -> None:
    found = re.search(r'href="(/static/site.css\?v=[0-9a-f]+)"', client.get("/").text)
    assert found is not None
    assert "immutable" in client.get(found[1]).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/site.css").headers["Cache-Control"]


def test_no_template_and_no_page_holds_inline_script_or_style(client: FlaskClient) -> None:
    letter = Path("templates/outbox/letter.html")  # read by mail programs, which fetch no styles
    for template in {*Path("templates").rglob("*.html")} - {letter}:
        assert not INLINE.search(template.read_text()), template


def test_a_crash_is_told_in_words_and_without_its_cause(app: Flask) -> None:
    @app.get("/crash")
    def crash() -> str:
        raise RuntimeError("secret detail")

    response = app.test_client().get("/crash")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "secret detail" not in response.text


@pytest.mark.parametrize("code", [400, 403, 405, 413, 429, 503])
def test_every_refusal_says_what_to_do(app: Flask, code: int) -> None:
    app.add_url_rule("/refusal", view_func=lambda: abort(code))
    response = app.test_client().get("/refusal")
    assert response.status_code == code
    assert response.headers["Cache-Control"] == "no-store"
    assert '<p class="lead">' in response.text
    for word in ("Error", "invalid", "forbidden"):
        assert word not in response.text


def test_a_database_that_is_away_is_told_honestly(app: Flask) -> None:
    def away() -> str:
        raise database.Unavailable("locked")

    app.add_url_rule("/away", view_func=away)
    response = app.test_client().get("/away")
    assert response.status_code == 503
    assert "nothing was stored" in response.text


def test_a_method_that_is_not_taken_says_which_are(client: FlaskClient) -> None:
    response = client.delete("/")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_what_mozillas_observatory_wants_for_its_best_mark_is_there(
    settings: Settings, tmp_path: Path
) -> None:
    """Attack case 31.

    Source: https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring
    """
    (tmp_path / "site.toml").write_text('address = "https://tides.example"')
    app = create_app(settings)
    headers = app.test_client().get("/", base_url="https://tides.example").headers
    with app.app_context():
        database.db.engine.dispose()
    policy = dict(
        part.partition(" ")[::2] for part in headers["Content-Security-Policy"].split("; ")
    )
    assert not re.search(r"unsafe|http:|https:|\*", headers["Content-Security-Policy"])
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) >= HALF_A_YEAR
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer", "strict-origin"}
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers
