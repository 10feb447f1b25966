"""A connection that can be cut or hang: hands bytes on between clients and one server."""

import socket
from contextlib import suppress
from threading import Event, Thread


class Relay:
    """Listens on a port of its own, in front of the server at ``host`` and ``port``."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._flows = Event()
        self._flows.set()
        self.port = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections, and take no more."""
        for end in (self._listening, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def hang(self) -> None:
        """Keep all connections, take new ones, and hand nothing on until ``go_on``."""
        self._flows.clear()

    def go_on(self) -> None:
        """Hand on what came meanwhile, and all that comes."""
        self._flows.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here = self._listening.accept()[0]
                there = socket.create_connection(self._server)
                self._open += (here, there)
                for source, sink in ((here, there), (there, here)):
                    Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
