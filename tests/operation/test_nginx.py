"""deploy/nginx.conf in a real nginx: what it keeps, for how long, and what it never keeps."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from ipaddress import ip_network
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from gloss import clock, database
from gloss.moderation import decisions
from gloss.moderation.decisions import Seen
from gloss.reading import keys
from gloss.settings import Settings
from gloss.visitors import network
from gloss.web.headers import HEADERS
from tests import nginx
from tests.cast import an_article, newest_comment, registered
from tests.nginx import NO_NGINX, Nginx, proxying
from tests.operation.visitor import a_comment, sends
from tests.server import PATIENCE_SECONDS, Server, eventually, serving

ARTICLE = "/articles/tides"
CAPTCHA = f"{ARTICLE}/captcha"
AT_MOST = timedelta(seconds=3)  # from a decision to the last reader who does not see it
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

one_process = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Answer(NamedTuple):
    """What nginx said."""

    status: int
    headers: dict[str, str]  # by names in lower case
    body: bytes

    @property
    def copy(self) -> str:
        """Whether nginx had it: MISS, HIT, REVALIDATED, STALE …; empty where it keeps nothing."""
        return self.headers.get("x-cache-status", "")


class Reader:
    """Anybody who comes by way of nginx."""

    def __init__(self, front: Nginx) -> None:
        self.address = front.address
        self._port = front.port

    def gets(self, path: str = ARTICLE, **headers: str) -> Answer:
        return self.asks("GET", path, b"", **headers)

    def asks(self, method: str, path: str = ARTICLE, body: bytes = b"", **headers: str) -> Answer:
        """Send one request; ``headers`` are written with _ for -."""
        written = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)) as line:
            line.request(method, path, body or None, written)
            return _answer(line.getresponse())


def _answer(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Believe nginx about who asks."""
    return settings.model_copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})


@pytest.fixture(autouse=True)
def more_articles(content_dir: Path) -> None:
    """Let a test look at several pages that nobody has read yet."""
    for number in range(6):
        an_article(content_dir, f"tides-{number}")


@pytest.fixture
def servers(server: Server, settings: Settings, tmp_path: Path) -> Iterator[list[Server]]:
    """Serve from one process; on PostgreSQL, which several can share, from two."""
    with ExitStack() as until_the_end:
        both = [server]
        if settings.database_url.startswith("postgresql"):
            second = serving(settings, tmp_path / "second.log")
            both.append(until_the_end.enter_context(second))
        yield both


@pytest.fixture
def reader(servers: list[Server], tmp_path: Path) -> Iterator[Reader]:
    """Put nginx in front of Gloss, and somebody in front of nginx."""
    if not nginx.BINARY:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_NGINX)
    upstreams = [server.address.removeprefix("http://") for server in servers]
    with proxying(*upstreams, folder=tmp_path / "nginx") as front:
        yield Reader(front)


@one_process
def test_nginx_answers_the_second_reader_itself_and_soon_asks_whether_that_holds(
    reader: Reader,
) -> None:
    first, second = reader.gets(), reader.gets()
    assert (first.copy, second.copy) == ("MISS", "HIT")
    assert first.body == second.body
    assert "max-age=0" in second.headers["cache-control"]  # for browsers, which ask each time
    eventually(lambda: reader.gets().copy == "REVALIDATED")


def test_a_comment_appears_and_disappears_within_three_seconds(reader: Reader) -> None:
    sends(a_comment("Well said."), reader.address)
    reads_until_settled(reader, lambda: decide(decisions.approve))
    assert b"Well said." in reader.gets().body
    reads_until_settled(reader, lambda: decide(decisions.reject))
    assert b"Well said." not in reader.gets().body


def test_who_comes_first_after_a_silence_does_not_see_what_was_withdrawn(reader: Reader) -> None:
    sends(a_comment("Well said."), reader.address)
    decide(decisions.approve)
    eventually(lambda: b"Well said." in reader.gets().body)
    decide(decisions.reject)
    silence_ends = clock.now() + AT_MOST
    eventually(lambda: clock.now() > silence_ends)
    assert b"Well said." not in reader.gets().body


@one_process
def test_what_belongs_to_one_visitor_is_never_kept(reader: Reader) -> None:
    receipt = sends(a_comment("First."), reader.address).location
    for path in (CAPTCHA, f"{CAPTCHA}/sound", receipt, "/moderation/", "/moderation/sign-in"):
        assert [reader.gets(path).copy for _ in range(2)] == ["", ""], path
    assert b"First." in reader.gets(receipt).body
    assert reader.gets(CAPTCHA).headers["set-cookie"] != reader.gets(CAPTCHA).headers["set-cookie"]


@one_process
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


@one_process
def test_a_search_keeps_its_words_and_is_never_kept(reader: Reader) -> None:
    eventually(lambda: b"7 results" in reader.gets("/search?q=sea").body)
    for path in ("/search", "/search?q=zzzz", "/search?q=sea&page=1"):
        assert [reader.gets(path).copy for _ in range(2)] == ["", ""], path
    assert b"Nothing here holds" in reader.gets("/search?q=zzzz").body


@one_process
def test_a_sound_can_be_asked_for_in_parts(reader: Reader) -> None:
    part = reader.gets(f"{CAPTCHA}/sound", Range="bytes=0-99")
    assert (part.status, len(part.body)) == (206, 100)


@one_process
def test_articles_and_styles_still_come_while_gloss_is_stopped(
    reader: Reader, server: Server
) -> None:
    before = reader.gets()
    server.stop()
    eventually(lambda: reader.gets().copy == "STALE")
    after = reader.gets()
    assert (after.status, after.body) == (200, before.body)
    assert reader.gets("/static/site.css").status == 200


@one_process
def test_an_article_that_was_taken_back_does_not_return_while_gloss_is_stopped(
    reader: Reader, server: Server, content_dir: Path
) -> None:
    reader.gets()
    (content_dir / "tides.md").unlink()
    eventually(lambda: reader.gets().status == 404)
    server.stop()
    assert b"The sea comes and goes." not in reader.gets().body


@one_process
def test_odd_spellings_of_an_address_lead_to_the_one_copy(reader: Reader) -> None:
    spellings = ("{}?utm_source=mail", "{}?<script>", "{}?", "/{}", "/articles/%74ides-{}")
    for number, spelling in enumerate(spellings):
        path = f"/articles/tides-{number}"
        odd = reader.gets(spelling.format(number if "%" in spelling else path))
        plain = reader.gets(path)
        assert (odd.status, odd.copy, plain.copy) == (200, "MISS", "HIT"), spelling
        assert odd.body == plain.body


@one_process
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


@one_process
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


@one_process
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


@one_process
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


@one_process
def test_gloss_refuses_a_text_that_is_too_long_and_nginx_what_nobody_typed(reader: Reader) -> None:
    for size, by_gloss in ((4.5, True), (5.5, False)):
        answer = reader.asks("POST", f"{ARTICLE}/comments", b"x" * int(size * MEGABYTE))
        assert answer.status == 413
        assert ("content-security-policy" in answer.headers) is by_gloss


@one_process
def test_nginx_serves_static_files_with_the_headers_of_gloss(reader: Reader) -> None:
    versioned = reader.gets("/static/site.css?v=1")
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert {name: versioned.headers[name.lower()] for name in HEADERS} == HEADERS
    assert reader.gets("/static/site.css").headers["cache-control"] == "no-cache"
    assert reader.gets("/static/site.css", Accept_Encoding="gzip").headers["content-encoding"]


def decide(how: decisions.Decide) -> None:
    """Decide about the newest comment as Mo does, in a process that serves nobody."""
    comment, now = newest_comment(), clock.now()
    seen = Seen(comment.id, comment.version, registered(f"Mo {comment.version}", now))
    database.write(lambda session: how(session, seen, now))


def reads_until_settled(reader: Reader, decided: Callable[[], None]) -> None:
    """Read without pause before a decision and until it must show."""
    reader.gets()
    decided()
    over = clock.now() + AT_MOST
    eventually(lambda: reader.gets().status == 200 and clock.now() > over)
