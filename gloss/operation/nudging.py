"""Getting Granian to start another thread when the last one has left.

Granian starts a thread when a request comes and finds none that is idle. One that comes in the very
moment in which the last idle thread takes another request finds that one idle still: it would wait
until that thread is done, or until the next request comes. So we send the next request.
"""

import socket
import time
from contextlib import suppress
from threading import Event

METHOD = "NUDGE"
REQUEST = f"{METHOD} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
PATIENCE_SECONDS = 0.2


def nudge(address: tuple[str, int], is_wanted: Event) -> None:
    """Whenever ``is_wanted`` is set, send requests until one is answered; for a thread of its own.

    :param address: of this server.
    """
    while is_wanted.wait():
        is_wanted.clear()
        while not _is_answered(address):
            time.sleep(PATIENCE_SECONDS)


def _is_answered(address: tuple[str, int]) -> bool:
    with suppress(OSError), socket.create_connection(address, PATIENCE_SECONDS) as line:
        line.sendall(REQUEST)
        return bool(line.recv(1))
    return False
