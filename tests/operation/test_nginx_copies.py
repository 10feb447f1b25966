"""deploy/nginx.conf in a real nginx: what it keeps, for how long, and what it never keeps.

All ask the same Gloss, each by an nginx of their own that has kept nothing yet.
"""

import re
import shutil
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from gloss.database import db
from gloss.reading import keys
from gloss.settings import Settings
from gloss.visitors import network
from gloss.web.headers import HEADERS
from tests.cast import an_article, newest_comment
from tests.conftest import SITE
from tests.operation.reader import ARTICLE, Reader, reading_through_nginx
from tests.operation.visitor import a_comment, sends
from tests.server import Server, eventually, serving

CAPTCHA = f"{ARTICLE}/captcha"
MEGABYTE = 1024 * 1024
VARIABLE = re.compile(r"<(\w+:|any\([^)]*\):)?\w+>")
PUBLIC_TOO = {  # what the page cache does not keep, and others may
    "accent",
    "machines.picture",
    "machines.site_picture",
    "pictures.as_it_is",
    "pictures.made",
    "reading.favicon",
    "static",
    "threads.comment",
}


@pytest.fixture(scope="module")
def settings(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Believe nginx about who asks; several articles, so that a page is new to each test."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "content").mkdir()
    for slug in ("tides", *(f"tides-{number}" for number in range(6))):
        an_article(folder / "content", slug)
    (folder / "site.toml").write_text(SITE)
    shutil.copy(empty_sqlite, folder / "gloss.db")
    return Settings.of(
        content_dir=folder / "content",
        instance_dir=folder / "instance",
        site_file=folder / "site.toml",
        database_url=f"sqlite:///{folder / 'gloss.db'}",
        trusted_proxies=(ip_network("127.0.0.1"),),
    )


@pytest.fixture(scope="module")
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """Yield an application over the same database with the same secret."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        flask_migrate.stamp()  # the tables are there; `flask serve` need not make them
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def server(
    app: Flask, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Serve one site for all, who add to it and take nothing away."""
    with serving(settings, tmp_path_factory.mktemp("server") / "log") as server:
        yield server


@pytest.fixture
def reader(server: Server, tmp_path: Path) -> Iterator[Reader]:
    """Put an nginx in front of Gloss, and somebody in front of nginx."""
    with reading_through_nginx(server, folder=tmp_path / "nginx") as reader:
        yield reader


def test_nginx_answers_the_second_reader_itself_and_soon_asks_whether_that_holds(
    reader: Reader,
) -> None:
    first, second = reader.gets(), reader.gets()
    assert (first.copy, second.copy) == ("MISS", "HIT")
    assert first.body == second.body
    assert "max-age=0" in second.headers["cache-control"]  # for browsers, which ask each time
    eventually(lambda: reader.gets().copy == "REVALIDATED")


def test_what_belongs_to_one_visitor_is_never_kept(reader: Reader) -> None:
    receipt = sends(a_comment("First."), reader.address).location
    for path in (CAPTCHA, f"{CAPTCHA}/sound", receipt, "/moderation/", "/moderation/sign-in"):
        assert [reader.gets(path).copy for _ in range(2)] == ["", ""], path
    assert b"First." in reader.gets(receipt).body
    assert reader.gets(CAPTCHA).headers["set-cookie"] != reader.gets(CAPTCHA).headers["set-cookie"]


def test_no_page_that_is_of_one_visitor_has_a_place_among_the_copies(
    reader: Reader, app: Flask
) -> None:
    """Whatever its headers say; a place is told by its X-Cache-Status."""
    private = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in {*keys.OF_ENDPOINT, *PUBLIC_TOO}
    ]
    assert len(private) > 20
    for rule in private:
        address = VARIABLE.sub(lambda part: "1" if part[1] == "id:" else "tides", str(rule))
        assert [reader.gets(address).copy for _ in range(2)] == ["", ""], address


def test_a_search_keeps_its_words_and_is_never_kept(reader: Reader) -> None:
    eventually(lambda: b"7 results" in reader.gets("/search?q=sea").body)
    for path in ("/search", "/search?q=zzzz", "/search?q=sea&page=1"):
        assert [reader.gets(path).copy for _ in range(2)] == ["", ""], path
    assert b"Nothing here holds" in reader.gets("/search?q=zzzz").body


def test_a_sound_can_be_asked_for_in_parts(reader: Reader) -> None:
    part = reader.gets(f"{CAPTCHA}/sound", Range="bytes=0-99")
    assert (part.status, len(part.body)) == (206, 100)


def test_odd_spellings_of_an_address_lead_to_the_one_copy(reader: Reader) -> None:
    spellings = ("{}?utm_source=mail", "{}?<script>", "{}?", "/{}", "/articles/%74ides-{}")
    for number, spelling in enumerate(spellings):
        path = f"/articles/tides-{number}"
        odd = reader.gets(spelling.format(number if "%" in spelling else path))
        plain = reader.gets(path)
        assert (odd.status, odd.copy, plain.copy) == (200, "MISS", "HIT"), spelling
        assert odd.body == plain.body


def test_what_one_reader_claims_changes_nothing_for_the_next(reader: Reader) -> None:
    claims = {
        "Cookie": "captcha=evil.example; session=evil.example",
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil.example",
        "Authorization": "Basic evil.example",
        "Accept-Language": "tlh",
    }
    for number, (name, value) in enumerate(claims.items()):
        path = f"/articles/tides-{number}"
        odd, next_one = reader.gets(path, **{name: value}), reader.gets(path)
        assert (odd.copy, next_one.copy) == ("MISS", "HIT"), name
        assert b"evil.example" not in next_one.body
        assert "set-cookie" not in next_one.headers


def test_all_ways_to_write_an_encoding_share_three_copies(reader: Reader) -> None:
    ways = {
        "br, gzip": ["gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip,br"],
        "gzip": ["gzip", "GZIP", "deflate, gzip", "gzip, br;q=0", "gzip;q=0.5"],
        "identity": ["identity", "", "br", "gzip;q=0", "gzip;q=0.0, br", "xgzip, zstd"],
    }
    for meant, written in ways.items():
        answers = {way: reader.gets(Accept_Encoding=way) for way in written}
        assert [answer.copy for answer in answers.values()].count("MISS") == 1, answers
        for way, answer in answers.items():
            assert answer.headers.get("content-encoding", "identity") in meant.split(", "), way


def test_nginx_answers_who_has_the_page_already_and_who_wants_its_head(reader: Reader) -> None:
    for encoding in ("identity", "gzip"):
        page = reader.gets(Accept_Encoding=encoding)
        known = {"If_None_Match": page.headers["etag"], "Accept_Encoding": encoding}
        again, head = reader.gets(**known), reader.asks("HEAD", Accept_Encoding=encoding)
        assert (page.copy, again.copy, head.copy) == ("MISS", "HIT", "HIT")
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == page.headers["etag"]
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(page.body))


def test_a_copy_that_was_replaced_or_deleted_is_not_sent_from_an_open_file(
    reader: Reader, settings: Settings, tmp_path: Path
) -> None:
    """The configuration keeps copies open that are asked for often."""
    path = "/articles/rocks"
    for title in ("Rocks at low tide", "Rocks at high tide", "Rocks of any tide"):
        an_article(settings.content_dir, "rocks", title=title)
        eventually(partial(_shows, reader, path, title))
        assert [reader.gets(path).status for _ in range(9)] == [200] * 9
    for copy in (tmp_path / "nginx" / "copies").rglob("*"):
        if copy.is_file():
            copy.unlink()
    file = an_article(settings.content_dir, "rocks", title="Rocks once more")
    eventually(partial(_shows, reader, path, "Rocks once more"))
    file.unlink()
    eventually(lambda: reader.gets(path).status == 404)


def test_nobody_can_write_an_address_of_their_own(reader: Reader, app: Flask) -> None:
    reader.asks(
        "POST",
        f"{ARTICLE}/comments",
        a_comment("From elsewhere.").body().encode(),
        Content_Type="application/x-www-form-urlencoded",
        X_Forwarded_For="203.0.113.9",
    )
    comment = newest_comment()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert comment.network == network.to_keep(comment.posted_at)


def test_gloss_refuses_a_text_that_is_too_long_and_nginx_what_nobody_typed(reader: Reader) -> None:
    for size, by_gloss in ((4.5, True), (5.5, False)):
        answer = reader.asks("POST", f"{ARTICLE}/comments", b"x" * int(size * MEGABYTE))
        assert answer.status == 413
        assert ("content-security-policy" in answer.headers) is by_gloss


def test_nginx_serves_static_files_with_the_headers_of_gloss(reader: Reader) -> None:
    versioned = reader.gets("/static/site.css?v=1")
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert {name: versioned.headers[name.lower()] for name in HEADERS} == HEADERS
    assert reader.gets("/static/site.css").headers["cache-control"] == "no-cache"
    assert reader.gets("/static/site.css", Accept_Encoding="gzip").headers["content-encoding"]


def _shows(reader: Reader, path: str, words: str) -> bool:
    return words.encode() in reader.gets(path).body
