"""The Leader/Followers pattern: of all threads of a server, one waits for requests.

Granian lets each of its threads wait for the next request. They then take turns at Python's
interpreter lock, and a kept page costs twice the processor time that it costs with one thread. So a
thread that is not needed parks here, once it has answered, and comes back when the leader has
to wait for something else.

Source: D. C. Schmidt et al., “Leader/Followers”, Pattern Languages of Program Design 4, 2000.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, get_ident


class AllBusy(Exception):
    """No thread would be left to lead."""


class Leadership:
    """Tells each thread, after each request, whether to go on; safe between threads."""

    def __init__(self, threads: int, lead_seconds: float) -> None:
        """Begin without a leader.

        :param threads: the most there will ever be.
        :param lead_seconds: how long a leader that got no request surely still waits for one; after
            that it may have ended.
        """
        self._may_be_away = threads - 1
        self._lead_seconds = lead_seconds
        self._leader: int | None = None  # the thread's identifier
        self._led_at = 0.0  # on the monotonic clock
        self._parked: list[tuple[int, Lock]] = []  # threads, and what keeps each
        self._changing = Lock()
        self.left_alone = Event()  # set when perhaps no thread waits for requests

    def keep(self) -> None:
        """Go on as the leader, or park until there is none; called at the end of a request."""
        now, me = time.monotonic(), get_ident()
        if self._leader == me:
            self._led_at = now
            return
        with self._changing:
            if not self._is_led(now):
                self._leader, self._led_at = me, now
                return
            bay = Lock()
            bay.acquire()
            self._parked.append((me, bay))
        bay.acquire()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let another thread lead while this one does what may take long.

        :raises AllBusy: all others are away too.
        """
        with self._changing:
            if not self._may_be_away:
                raise AllBusy
            self._may_be_away -= 1
            now = time.monotonic()
            if self._leader == get_ident() or not self._is_led(now):
                self._hand_over(now)
        try:
            yield
        finally:
            with self._changing:
                self._may_be_away += 1

    def _is_led(self, now: float) -> bool:
        return self._leader is not None and now - self._led_at <= self._lead_seconds

    def _hand_over(self, now: float) -> None:
        """Let the thread lead that parked last; without one, whoever ends a request next."""
        self._leader = None
        if not self._parked:
            self.left_alone.set()
            return
        self._leader, bay = self._parked.pop()
        self._led_at = now
        bay.release()
