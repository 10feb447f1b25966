"""Child processes that make what would hold this one's interpreter, while pages wait for it."""

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer

from gloss.captcha.speaker import LENGTH_BYTES

ROOT = Path(__file__).resolve().parents[2]


class Busy(Exception):
    """Another thread is being served; asking again in a second will do."""


class Unavailable(Exception):
    """The child failed, or took too long."""


class Child:
    """Our end of the pipes; starts the child when it is needed, and again when it died."""

    def __init__(self, arguments: Sequence[str | Path], patience_seconds: float) -> None:
        """Describe a child; nothing is started yet.

        :param arguments: of Python. The program answers each line on its standard input with
            the length of what it made, in ``LENGTH_BYTES`` bytes, and the thing itself.
        :param patience_seconds: for one answer; then the child is killed.
        """
        self._arguments = arguments
        self._patience_seconds = patience_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._working = Lock()
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self.leave_to_parent)

    def make(self, line: str, *, waits: bool) -> bytes:
        """Return what the child makes of ``line``.

        :param waits: for other threads to be served, rather than to give up at once.
        :raises Busy: at once, if another thread is being served and this one does not wait.
        :raises Unavailable: the child failed; the next call starts another.
        """
        if not self._working.acquire(blocking=waits):
            raise Busy
        try:
            return self._asked(line)
        finally:
            self._working.release()

    @property
    def is_busy(self) -> bool:
        """Whether a thread is being served now."""
        return self._working.locked()

    def stop(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            _close_pipes(process)

    def leave_to_parent(self) -> None:
        """Forget, in a forked process, the child of the process that was forked."""
        self._working = Lock()
        process, self._process = self._process, None
        if process:
            process.returncode = 0  # it is not ours to wait for
            _close_pipes(process)

    def _asked(self, line: str) -> bytes:
        process = self._process = self._living()
        watchdog = Timer(self._patience_seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            return _exchange(process, line)
        except (OSError, EOFError) as fault:
            self.stop()
            raise Unavailable from fault
        finally:
            watchdog.cancel()

    def _living(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self.stop()
        return subprocess.Popen(  # noqa: S603 (our own program, our own Python)
            [sys.executable, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C is for the server; its end closes the pipes
        )


def _exchange(process: subprocess.Popen[bytes], line: str) -> bytes:
    """Send ``line`` and read what was made of it.

    :raises OSError: the child ended before it was asked.
    :raises EOFError: the child ended before it had answered.
    """
    assert process.stdin  # noqa: S101 (narrows the type)
    assert process.stdout  # noqa: S101
    process.stdin.write(f"{line}\n".encode())
    process.stdin.flush()
    length = int.from_bytes(process.stdout.read(LENGTH_BYTES))
    made = process.stdout.read(length)
    if not length or len(made) < length:
        raise EOFError
    return made


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):  # a line that a dead child no longer takes
            if pipe:
                pipe.close()
