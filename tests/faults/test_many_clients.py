"""More clients, more descriptors and more bytes than there is room for."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from threading import Event, Thread

import pytest

from gloss.operation import lanes
from tests.cast import an_article, comment_count
from tests.operation import processes
from tests.operation.test_slow_clients import slow_client
from tests.operation.visitor import COMMENTS, FORM, a_comment, request, sends
from tests.server import Server, eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLOW = 500
LIMIT = "That is more than we can take"
TOO_LONG = b"POST /articles/tides/comments HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
TYPE = b"Content-Type: %s\r\n" % FORM.encode()
MOST_GROWTH = 64 << 20  # bytes of memory, for a body of at most 4 MB
PIECE = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
SOON_SECONDS = 5.0
SPARE = range(0, 9, 2)  # descriptors; a page wants some, its connection one
NOTHING = 0  # no answer: nobody takes the connection


@contextmanager
def dripping(clients: list[socket.socket]) -> Iterator[None]:
    """Send a byte a second over each connection."""
    stop = Event()

    def drip() -> None:
        while not stop.wait(1):
            for client in clients:
                with suppress(OSError):  # it was refused and closed
                    client.send(b"+")

    thread = Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_while_500_clients_send_a_byte_a_second_pages_are_read_and_all_goes_on(
    server: Server,
) -> None:
    page = f"{server.address}/articles/tides"
    assert request("GET", page).status == 200
    with ExitStack() as slow:
        clients = [slow.enter_context(slow_client(server)) for _ in range(SLOW)]
        slow.enter_context(dripping(clients))
        eventually(lambda: refused(server))
        for _ in range(lanes.THREADS):
            assert request("GET", page).status == 200
        answer = sends(a_comment("No room."), server.address)
        assert (answer.status, "took nothing of what you sent" in answer.text) == (503, True)
        assert sum(has_answer(client) for client in clients) >= SLOW - lanes.THREADS
    eventually(lambda: not refused(server))
    eventually(lambda: sends(a_comment("At last."), server.address).status == 303)
    assert comment_count() == 1


def refused(server: Server) -> bool:
    return request("GET", f"{server.address}/moderation/sign-in").status == 503


def has_answer(client: socket.socket) -> bool:
    client.setblocking(False)
    with suppress(BlockingIOError):
        return client.recv(12).startswith(b"HTTP/1.1 503")
    return False


def the_server(server: Server) -> int:
    """Return the process that answers."""
    found = processes.family(server.process.pid)
    return next(p.id for p in found if "spawn_main" in p.command)


@pytest.fixture
def client(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection((server.settings.host, server.settings.port)) as client:
        client.settimeout(SOON_SECONDS)
        yield client


def test_ten_gigabytes_are_refused_before_a_byte_is_read(client: socket.socket) -> None:
    client.sendall(TOO_LONG % (TYPE + b"Content-Length: 10000000000"))
    answer = HTTPResponse(client)
    answer.begin()
    assert answer.status == 413
    assert LIMIT in answer.read().decode()


def test_a_body_without_a_length_is_refused_at_the_limit(
    server: Server, client: socket.socket
) -> None:
    before = memory(server)
    client.settimeout(1)
    client.sendall(TOO_LONG % (TYPE + b"Transfer-Encoding: chunked"))
    with suppress(ConnectionError, TimeoutError):  # nobody reads on
        for _ in range(3000):
            client.sendall(PIECE)
    with suppress(ConnectionError):
        assert client.recv(12) in {b"HTTP/1.1 413", b""}
    assert memory(server) - before < MOST_GROWTH
    assert sends(a_comment("Short."), server.address).status == 303


def memory(server: Server) -> int:
    """Return how much the process that answers has ever used, in bytes."""
    lines = Path(f"/proc/{the_server(server)}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def test_a_short_body_is_read_however_it_is_sent(server: Server) -> None:
    body = a_comment("In pieces.").body().encode()
    with socket.create_connection((server.settings.host, server.settings.port)) as client:
        client.sendall(TOO_LONG % (TYPE + b"Transfer-Encoding: chunked"))
        for byte in (body[:9], body[9:]):
            client.sendall(b"%x\r\n%s\r\n" % (len(byte), byte))
        client.sendall(b"0\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 303"


def test_without_descriptors_it_is_honest_and_with_some_it_answers_again(
    server: Server, content_dir: Path
) -> None:
    for number in SPARE:
        an_article(content_dir, f"shore-{number}")
    eventually(lambda: request("GET", f"{server.address}/articles/shore-0").status == 200)
    process = the_server(server)
    usual = resource.prlimit(process, resource.RLIMIT_NOFILE)
    for spare in SPARE:
        used = max(int(file.name) for file in Path(f"/proc/{process}/fd").iterdir())
        resource.prlimit(process, resource.RLIMIT_NOFILE, (used + 1 + spare, usual[1]))
        for path in ("/articles/tides", f"/articles/shore-{spare}", "/search?q=sea"):
            assert said(server, path) in {200, 503, NOTHING}
        assert said(server, COMMENTS, a_comment("Crowded.").body()) in {303, 503, NOTHING}
        resource.prlimit(process, resource.RLIMIT_NOFILE, usual)
        eventually(lambda n=spare: said(server, f"/articles/shore-{n}") == 200)  # type: ignore[misc]
        eventually(lambda: sends(a_comment("Roomy."), server.address).status == 303)


def said(server: Server, path: str, body: str = "") -> int:
    """Return the status of an answer, if one comes soon."""
    line = HTTPConnection(server.settings.host, server.settings.port, timeout=1)
    with suppress(OSError, HTTPException), closing(line):
        line.request("POST" if body else "GET", path, body or None, {"Content-Type": FORM})
        return line.getresponse().status
    return NOTHING
