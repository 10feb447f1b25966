"""The page cache: finished bytes that are never stale, poisoned or split."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from gloss import clock
from gloss.database import db
from gloss.reading.kept_page import KeptPage
from gloss.reading.kept_pages import KeptPages
from gloss.reading.page_cache import PageCache
from gloss.settings import Settings
from gloss.web.encodings import accepted
from tests.cast import Browser, Visitor, a_moderator, an_article

TIDES = "/articles/tides"


@pytest.fixture
def cache(app: Flask, content_dir: Path) -> PageCache:
    an_article(content_dir)
    cache: PageCache = app.extensions["gloss.pages"]
    return cache


@pytest.fixture
def rendered(app: Flask) -> list[str]:
    """Return a list that grows by a path whenever Flask is entered."""
    paths: list[str] = []

    @app.before_request
    def note() -> None:
        from flask import request  # noqa: PLC0415

        paths.append(request.path)

    return paths


def test_a_kept_page_never_enters_flask(
    cache: PageCache, client: FlaskClient, rendered: list[str]
) -> None:
    bodies = {client.get(TIDES).data for _ in range(3)}
    assert len(bodies) == 1
    assert rendered == [TIDES]


@pytest.mark.parametrize(
    ("accept", "encoding"), [("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("", None)]
)
def test_each_encoding_holds_the_same_page_under_its_own_strong_etag(
    cache: PageCache, client: FlaskClient, accept: str, encoding: str | None
) -> None:
    plain = client.get(TIDES)
    response = client.get(TIDES, headers={"Accept-Encoding": accept})
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[encoding]
    assert response.headers.get("Content-Encoding") == encoding
    assert unpack(response.data) == plain.data
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Length"] == str(len(response.data))
    assert response.headers["ETag"].startswith('"')
    assert (response.headers["ETag"] == plain.headers["ETag"]) == (encoding is None)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=x", "identity"),
        ("br;q=0,*", "gzip"),
        ("\x00;;;q=,,,=", "identity"),
    ],
)
def test_the_client_says_which_encoding_it_takes(header: str, encoding: str) -> None:
    assert accepted(header) == encoding


def test_a_page_that_still_holds_is_not_sent_again(cache: PageCache, client: FlaskClient) -> None:
    etag = client.get(TIDES, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = client.get(TIDES, headers={"If-None-Match": known, "Accept-Encoding": "gzip"})
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == etag
    assert client.get(TIDES, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_answers_as_get_does_without_a_body(cache: PageCache, client: FlaskClient) -> None:
    for _ in ("rendered", "kept"):
        head, get = client.head(TIDES), client.get(TIDES)
        assert head.data == b""
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
        assert head.headers["ETag"] == get.headers["ETag"]


def test_browsers_ask_each_time_and_shared_caches_once_a_second(
    cache: PageCache, client: FlaskClient
) -> None:
    caching = client.get(TIDES).headers["Cache-Control"]
    assert caching == "max-age=0, must-revalidate, s-maxage=1"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (f"{TIDES}?utm=1&x=%00", {}),
        ("/articles/%74ides", {}),
        (TIDES, {"Cookie": "captcha=x; gloss=y"}),
        (TIDES, {"Host": "eve.example"}),
        (TIDES, {"X-Forwarded-Host": "eve.example", "X-Forwarded-Proto": "https"}),
        (TIDES, {"Accept-Language": "fr", "User-Agent": "<script>"}),
        (TIDES, {"Range": "bytes=0-9"}),
        (TIDES, {"Authorization": "Basic eA=="}),
    ],
)
def test_nothing_in_a_request_poisons_or_splits_the_page(
    cache: PageCache,
    client: FlaskClient,
    rendered: list[str],
    address: str,
    headers: dict[str, str],
) -> None:
    first = client.get(address, headers=headers)
    assert "eve.example" not in first.text
    assert client.get(TIDES).data == first.data
    assert rendered == [TIDES]


@pytest.mark.parametrize("address", ["/nowhere", "/articles/nowhere", "/page/9", "/tags/x", "//"])
def test_what_does_not_exist_is_not_kept(
    cache: PageCache, client: FlaskClient, rendered: list[str], address: str
) -> None:
    client.get(address)
    assert cache.pages.get(address) is None


def test_odd_paths_get_an_answer(cache: PageCache, client: FlaskClient) -> None:
    for path in (
        "/%ff%fe",
        "/articles/%00",
        "/articles/%2e%2e",
        "/" + "x" * 10_000,
        "/%F0%9F%8C%8A",
    ):
        assert client.get(path).status_code == 404


def test_a_decision_is_seen_at_once_by_the_process_that_took_it(
    app: Flask, cache: PageCache, client: FlaskClient
) -> None:
    mo, ada = a_moderator(app), Visitor(client)
    comment = ada.posted("Under the moon.")
    assert "Under the moon." not in client.get(TIDES).text
    mo.decides(comment.id, "approval")
    assert "Under the moon." in client.get(TIDES).text
    mo.undoes(1)
    assert "Under the moon." not in client.get(TIDES).text


def test_a_pending_comment_changes_no_byte_and_no_etag(
    cache: PageCache, client: FlaskClient
) -> None:
    before = client.get(TIDES)
    Visitor(client).posted("Not yet.")
    after = client.get(TIDES)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


@pytest.fixture
def neighbour(settings: Settings) -> Iterator[Flask]:
    """Yield what a second process on the same database serves."""
    neighbour = create_app(settings)
    neighbour.test_client_class = Browser
    yield neighbour
    with neighbour.app_context():
        db.engine.dispose()


def test_another_process_sees_a_decision_at_its_next_look(
    app: Flask, cache: PageCache, client: FlaskClient, neighbour: Flask
) -> None:
    theirs: PageCache = neighbour.extensions["gloss.pages"]
    theirs.edition.follow()
    assert "From afar." not in neighbour.test_client().get(TIDES).text
    mo = a_moderator(app)
    mo.decides(Visitor(client).posted("From afar.").id, "approval")
    theirs.edition.follow()
    assert "From afar." in neighbour.test_client().get(TIDES).text


def test_a_new_neighbour_changes_only_the_pages_beside_it(
    cache: PageCache, client: FlaskClient, content_dir: Path, rendered: list[str]
) -> None:
    an_article(content_dir, "first", published="2026-01-01")
    cache.edition.library.refresh()
    for slug in ("first", "tides"):
        client.get(f"/articles/{slug}")
    an_article(content_dir, "third", published="2026-01-03")
    cache.edition.library.refresh()
    rendered.clear()
    assert "Third" in client.get(TIDES).text
    assert "Third" not in client.get("/articles/first").text
    assert rendered == [TIDES]


def test_an_article_appears_at_its_moment_without_any_file_changing(
    cache: PageCache, client: FlaskClient, content_dir: Path
) -> None:
    soon = clock.now() + timedelta(seconds=1)
    an_article(content_dir, "dawn", published=soon.isoformat())
    cache.edition.library.refresh()
    before = client.get("/")
    assert "Dawn" not in before.text
    assert "s-maxage" not in before.headers["Cache-Control"]
    while clock.now() < soon:
        pass
    after = client.get("/")
    assert "Dawn" in after.text
    assert "s-maxage=1" in after.headers["Cache-Control"]


def test_requests_for_one_page_at_the_same_time_render_it_once(
    app: Flask, cache: PageCache, rendered: list[str]
) -> None:
    everybody_came, arrived, bodies = Event(), list[int](), list[bytes]()

    @app.before_request
    def hold() -> None:
        everybody_came.wait(5)

    def read() -> None:
        arrived.append(1)
        bodies.append(app.test_client().get(TIDES).data)

    readers = [Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    while len(arrived) < len(readers):
        pass
    everybody_came.set()
    for reader in readers:
        reader.join()
    assert len(set(bodies)) == 1
    assert rendered == [TIDES]


def test_brotli_is_made_smaller_later_and_means_the_same(
    cache: PageCache, client: FlaskClient
) -> None:
    takes = {"Accept-Encoding": "br"}
    quick = client.get(TIDES, headers=takes)
    cache.pages.improve(1)
    best = client.get(TIDES, headers=takes)
    assert len(best.data) < len(quick.data)
    assert brotli.decompress(best.data) == brotli.decompress(quick.data)
    known = {"If-None-Match": quick.headers["ETag"]}
    assert client.get(TIDES, headers=takes | known).status_code == 304


def pages_of(size: int) -> Iterator[tuple[str, KeptPage]]:
    for number in range(1_000):
        yield f"/{number}", KeptPage(lambda _now: None, None, b"x" * size, [])


def test_memory_is_bounded_and_what_is_read_stays() -> None:
    kept = KeptPages(most_bytes=1_000_000)
    for path, page in pages_of(10_000):
        kept.keep(path, page)
        if first := kept.get("/0"):
            first.was_used = True
    paths = [f"/{number}" for number in range(1_000)]
    found = [path for path in paths if kept.get(path)]
    assert 10 < len(found) < 50
    assert "/0" in found
    assert "/999" in found
