"""How long PostgreSQL is waited for, and that it is left alone for a while once it is away.

A server that refuses says so at once. One that hangs would let each request wait for it anew, until
all threads do, while articles need no database at all.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Dialect, Engine, event

PING_SECONDS = 2  # for a connection that was kept to say that it still is one
PAUSE_SECONDS = 2  # between two tries to connect, while nobody else tries
Ping = Callable[[Any], bool]


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up when its server does not answer in time."""

    most_seconds: float | None = None  # for one answer; ``None`` waits for ever

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for one answer, ``most_seconds`` at most; psycopg calls this for each.

        :raises psycopg.OperationalError: it did not come; the connection is closed then.
        """
        if timeout is not None or self.most_seconds is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.most_seconds)
        except psycopg.OperationalError as fault:
            if type(fault).__name__ != "_WaitTimeout":  # which psycopg does not offer by name
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError("the server did not answer in time") from None


class Patience:
    """Whom ``engine`` waits for: one thread at a time, if the server was away just now."""

    def __init__(self, engine: Engine, connect_seconds: float) -> None:
        """Watch over the connections that ``engine`` makes from now on.

        :param connect_seconds: how long a try to connect may take.
        """
        self.answer_seconds: float | None = None  # of a statement
        self._connect_seconds = connect_seconds
        self._is_away = False
        self._retry_at = 0.0  # on the monotonic clock
        event.listen(engine, "do_connect", self._connect)
        ping: Ping = engine.dialect.do_ping
        engine.dialect.do_ping = partial(self._ping, ping)  # type: ignore[method-assign]

    def _connect(
        self, _dialect: Dialect, _record: Any, arguments: Any, parameters: Any
    ) -> psycopg.Connection[Any]:
        if self._is_away:
            self._take_a_turn()
        try:
            connection = BoundedConnection.connect(*arguments, **parameters)
        except psycopg.OperationalError:
            self._is_away, self._retry_at = True, time.monotonic() + PAUSE_SECONDS
            raise
        self._is_away = False
        connection.most_seconds = self.answer_seconds
        return connection

    def _take_a_turn(self) -> None:
        """Let the caller try again, and everybody else wait for what comes of that.

        :raises psycopg.OperationalError: it is not yet time.
        """
        now = time.monotonic()
        if now < self._retry_at:
            raise psycopg.OperationalError("the server was away a moment ago")
        self._retry_at = now + self._connect_seconds + PAUSE_SECONDS

    def _ping(self, ping: Ping, connection: BoundedConnection) -> bool:
        connection.most_seconds = PING_SECONDS
        try:
            return ping(connection)
        finally:
            connection.most_seconds = self.answer_seconds
