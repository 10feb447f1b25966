"""Clients who send slowly hold up nobody but themselves."""

import socket
from contextlib import ExitStack

from gloss.operation import lanes
from tests.operation.visitor import a_comment, request, sends
from tests.server import Server, eventually

HALF_A_COMMENT = b"""POST /articles/tides/comments HTTP/1.1\r
Host: localhost\r
Content-Type: application/x-www-form-urlencoded\r
Content-Length: 1000\r
\r
text=I+type+slow"""


def slow_client(server: Server) -> socket.socket:
    """Return a connection over which a comment is half sent."""
    client = socket.create_connection((server.settings.host, server.settings.port))
    client.sendall(HALF_A_COMMENT)
    return client


def test_while_many_send_slowly_others_read_and_comment(server: Server) -> None:
    with ExitStack() as slow:
        for _ in range(lanes.THREADS // 2):
            slow.enter_context(slow_client(server))
        for _ in range(lanes.THREADS):
            assert request("GET", f"{server.address}/articles/tides").status == 200
        assert sends(a_comment("Quick."), server.address).status == 303


def test_while_too_many_send_slowly_kept_pages_are_read(server: Server) -> None:
    page, desk = f"{server.address}/articles/tides", f"{server.address}/moderation/sign-in"
    assert request("GET", page).status == 200
    with ExitStack() as slow:
        while request("GET", desk).status == 200:
            slow.enter_context(slow_client(server))
        refused = request("GET", desk)
        assert (refused.status, "Please try again" in refused.text) == (503, True)
        for _ in range(lanes.THREADS):
            assert request("GET", page).status == 200
    eventually(lambda: request("GET", desk).status == 200)
    assert sends(a_comment("At last."), server.address).status == 303
