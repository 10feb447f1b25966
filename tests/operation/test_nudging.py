"""A server that sends itself a request."""

import socket
from threading import Event, Thread

from gloss.operation import nudging


def test_it_is_sent_again_until_it_is_answered() -> None:
    wanted = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=nudging.nudge, args=(server.getsockname(), wanted), daemon=True).start()
        wanted.set()
        ignored, _ = server.accept()
        with ignored:
            answered, _ = server.accept()
        with answered:
            assert answered.recv(100) == nudging.REQUEST
            answered.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        wanted.set()
        once_more, _ = server.accept()
        with once_more:
            assert once_more.recv(100) == nudging.REQUEST
            once_more.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
