"""Signs of life of one process: it comes round as long as each of its loops does."""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

STUCK_SECONDS = 1800  # learning anew from a million decisions takes minutes
SIGN = b"."
log = logging.getLogger(__name__)


class Loops:
    """Threads that come round again and again, and ask each time whether to stop."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._threads: list[tuple[Thread, _Asked]] = []

    def begin(self, start: Callable[[Event], Thread]) -> Thread:
        """Start a loop, and remember when it asks."""
        asked = _Asked(self._stop)
        thread = start(asked)
        self._threads.append((thread, asked))
        return thread

    def stuck(self) -> list[str]:
        """Name those that have not come round for long."""
        latest = time.monotonic() - STUCK_SECONDS
        return [t.name for t, asked in self._threads if t.is_alive() and asked.at < latest]


class Signs:
    """Tells whoever started this process that all of it comes round."""

    def __init__(self, pipe: int | None, loops: Loops) -> None:
        """Begin with no sign.

        :param pipe: the descriptor to write to; ``None``: nobody watches.
        """
        self._pipe = pipe
        self._loops = loops
        self._told: list[str] = []
        if pipe is not None:
            os.set_blocking(pipe, False)

    def give(self) -> None:
        """Give a sign, unless a loop is stuck."""
        stuck = self._loops.stuck()
        if stuck != self._told:
            self._told = stuck
            log.error("This has not come round for long: %s", ", ".join(stuck) or "nothing now")
        if self._pipe is not None and not stuck:
            with suppress(OSError):  # many wait to be read, or whoever read them has ended
                os.write(self._pipe, SIGN)


class _Asked(Event):
    """Whether to stop, and when that was last asked, on the monotonic clock."""

    def __init__(self, stop: Event) -> None:
        super().__init__()
        self._stop = stop
        self.at = time.monotonic()

    def is_set(self) -> bool:
        self.at = time.monotonic()
        return self._stop.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        is_set = self._stop.wait(timeout)
        self.at = time.monotonic()
        return is_set
