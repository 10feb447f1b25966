"""Many at once, and a server that is killed: what was confirmed is there, once."""

import select as sockets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text

from gloss.comments.models import Comment as StoredComment
from gloss.database import db
from gloss.settings import Settings
from tests.cast import comment_count
from tests.operation.visitor import (
    COMMENTS,
    FORM,
    Answer,
    Comment,
    a_challenge,
    a_comment,
    request,
    sends,
)
from tests.server import PATIENCE_SECONDS, Server, serving

ROUNDS = 10
WRITERS = 20
READERS = 3
WAITING = 3


@pytest.fixture
def second_server(server: Server, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """Serve the same database with the same secret from other processes."""
    with serving(settings, tmp_path / "second.log") as second:
        yield second


def test_of_two_answers_to_one_challenge_at_two_servers_one_passes(
    server: Server, second_server: Server
) -> None:
    for done in range(ROUNDS):
        challenge = a_challenge()
        ebb, flow = Comment(f"Ebb {done}.", challenge), Comment(f"Flow {done}.", challenge)
        answers = at_once(
            partial(sends, ebb, server.address), partial(sends, flow, second_server.address)
        )
        assert sorted(answer.status for answer in answers) == [303, 422]
        refused = ebb if answers[0].status == 422 else flow
        assert refused.text in max(answers).text
        assert comment_count() == done + 1


def test_a_comment_survives_a_server_that_is_killed_right_after_the_thanks(server: Server) -> None:
    thanks = sends(a_comment("Said just in time."), server.address)
    server.kill()
    assert thanks.status == 303
    server.start()
    assert "Said just in time." in request("GET", server.address + thanks.location).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_comment_is_lost_when_many_write_and_others_read(server: Server) -> None:
    sent = [a_comment(f"Wave {number}.") for number in range(WRITERS)]
    writers = [partial(sends, comment, server.address) for comment in sent]
    readers = [partial(reads, server.address)] * READERS
    answers = at_once(*writers, *readers)
    assert [answer.status for answer in answers] == [303] * WRITERS + [200] * READERS
    assert set(db.session.scalars(select(StoredComment.text))) == {c.text for c in sent}
    assert "locked" not in server.printed()


def test_articles_are_read_while_comments_wait_for_the_database(server: Server) -> None:
    sent = [a_comment(f"Wave {number}.") for number in range(WAITING)]
    with a_locked_database() as unlock, under_way(sent, server.address) as lines:
        assert reads(server.address).status == 200
        assert request("GET", server.address).status == 200
        assert sockets.select([line.sock for line in lines], [], [], 0)[0] == []
        unlock()
        assert [line.getresponse().status for line in lines] == [303] * WAITING
    assert comment_count() == WAITING


@contextmanager
def a_locked_database() -> Iterator[Callable[[], None]]:
    """Let every writer wait until the yielded function is called."""
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as other:
        if db.engine.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE spent_challenge"))
        else:
            other.begin()
        yield other.rollback


@contextmanager
def under_way(comments: list[Comment], address: str) -> Iterator[list[HTTPConnection]]:
    """Send ``comments``, and yield the lines on which the answers will come."""
    to = urlsplit(address).netloc
    lines = [HTTPConnection(to, timeout=PATIENCE_SECONDS) for _ in comments]
    for line, comment in zip(lines, comments, strict=True):
        line.request("POST", COMMENTS, comment.body(), {"Content-Type": FORM})
    yield lines
    for line in lines:
        line.close()


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    """Make all ``calls`` at the same moment, each in a thread of its own."""
    start = Barrier(len(calls))

    def together(call: Callable[[], Answer]) -> Answer:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(together, calls))


def reads(address: str) -> Answer:
    """Read an article as often as there are writers; return the first answer that is no page."""
    pages = (request("GET", f"{address}/articles/tides") for _ in range(WRITERS))
    return next((page for page in pages if page.status != 200), Answer(200, "", "", b""))
