"""deploy/nginx.conf in a real nginx, over time: decisions, and a Gloss that is stopped."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from gloss import clock, database
from gloss.moderation import decisions
from gloss.moderation.decisions import Seen
from gloss.settings import Settings
from tests.cast import newest_comment, registered
from tests.operation.reader import Reader, reading_through_nginx
from tests.operation.visitor import a_comment, sends
from tests.server import Server, eventually, serving

AT_MOST = timedelta(seconds=3)  # from a decision to the last reader who does not see it

one_process = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Believe nginx about who asks."""
    return settings.model_copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})


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
    with reading_through_nginx(*servers, folder=tmp_path / "nginx") as reader:
        yield reader


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
