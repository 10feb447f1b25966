"""A node breaks off in the middle of a request: nginx repeats only what is safe to repeat."""

import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tests import nginx
from tests.cast import comment_count
from tests.nginx import NO_NGINX, proxying
from tests.operation.visitor import Answer, a_comment, request, sends
from tests.server import Server, eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TRIES = 8  # of two nodes in turn; one that failed twice rests


class Dying:
    """A node that takes each request and breaks off before it answers."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.upstream = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.taken: list[str] = []  # the method of each request
        Thread(target=self._take, daemon=True).start()

    def ends(self) -> None:
        self._listening.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                line = self._listening.accept()[0]
                with line:
                    self.taken.append(line.recv(65536).partition(b" ")[0].decode())


@pytest.fixture
def dying() -> Iterator[Dying]:
    """Yield a node of which nothing can be had."""
    node = Dying()
    yield node
    node.ends()


@pytest.fixture
def front(server: Server, dying: Dying, tmp_path: Path) -> Iterator[str]:
    """Put nginx in front of a node that works and of one that does not; yield its address."""
    if not nginx.BINARY:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_NGINX)
    working = server.address.removeprefix("http://")
    with proxying(dying.upstream, working, folder=tmp_path / "nginx") as process:
        yield process.address


def test_who_reads_is_answered_by_the_other_node(front: str, dying: Dying) -> None:
    addresses = [f"{front}/health/ready"] * TRIES
    assert [request("GET", address).status for address in addresses] == [200] * TRIES
    assert dying.taken == ["GET", "GET"]  # then it rests


def test_a_comment_that_may_have_been_taken_is_not_handed_on_and_the_page_says_what_to_do(
    front: str, dying: Dying
) -> None:
    answers = [sends(a_comment(f"Wave {number}."), front) for number in range(TRIES)]
    by_status = Counter(answer.status for answer in answers)
    assert by_status == {502: 2, 303: TRIES - 2}
    assert (dying.taken, comment_count()) == (["POST", "POST"], TRIES - 2)
    page = next(answer.text for answer in answers if answer.status == 502)
    assert "let your browser send it again" in page
    assert 'href="/static/site.css"' in page


def test_the_same_comment_once_more_is_taken_once(front: str, dying: Dying) -> None:
    comment, answers = a_comment("Said once."), list[Answer]()

    def is_taken() -> bool:
        answers.append(sends(comment, front))
        return [answer.status for answer in answers].count(303) >= 2

    eventually(is_taken)
    assert "POST" in dying.taken
    assert len({answer.location for answer in answers if answer.status == 303}) == 1
    assert comment_count() == 1
