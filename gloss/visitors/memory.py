"""Counting in this process, for limits that a clock which is set cannot prolong."""

import time
from typing import Any

from limits.storage import MemoryStorage

from gloss import clock

SCHEME = "memory-by-the-clock"
SET_SECONDS = 60  # a clock that is put right bit by bit is not set


class Memory(MemoryStorage):
    """Counts begin anew once the clock was set: each ends at a time of day, perhaps next year."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 (the library's own way to find this class)

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)
        self._started_at = _start()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` for ``key``, for ``expiry`` seconds from the first count."""
        self._mind_the_clock()
        return super().incr(key, expiry, amount)

    def get(self, key: str) -> int:
        """Return what was counted for ``key``."""
        self._mind_the_clock()
        return super().get(key)

    def _mind_the_clock(self) -> None:
        started_at = _start()
        if abs(started_at - self._started_at) > SET_SECONDS:
            self._started_at = started_at
            self.reset()


def _start() -> float:
    """Return when this machine was started, as its clock tells it now; in seconds since 1970."""
    return clock.now().timestamp() - time.monotonic()
