"""One process of a node looks at the files; the others know that, and read what it wrote."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

PATIENCE_SECONDS = 5  # without a sign of whoever is on the lookout; then others look


class Lookout:
    """A file that is locked by whoever looks, and touched by whoever will look again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._touched: int | None = None  # when it was, as last seen; ``None`` if never
        self._seen_at = -float("inf")  # when that changed, on the monotonic clock

    @contextmanager
    def alone(self, *, waits: bool) -> Iterator[bool]:
        """Let one process at a time look.

        :param waits: for another that looks now; else the block is told ``False`` at once.
        """
        try:
            lock = self._opened()
        except OSError:  # nothing can be written, so nothing is shared
            yield True
            return
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def sign(self) -> None:
        """Let others know that this process looks, and is going to look again soon."""
        with suppress(OSError):
            os.utime(self._file)

    def is_kept(self) -> bool:
        """Tell whether another process has given a sign lately."""
        try:
            touched = self._file.stat().st_mtime_ns
        except OSError:
            touched = None
        if self._touched is not None and touched != self._touched:
            self._seen_at = time.monotonic()
        self._touched = touched
        return time.monotonic() - self._seen_at <= PATIENCE_SECONDS

    def _opened(self) -> TextIO:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        return self._file.open("a")
