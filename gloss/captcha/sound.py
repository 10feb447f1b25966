"""The sound of a challenge: six digits, spoken by a child process, one sound at a time.

A sound takes 0.3 s of processor time in pure Python. In the server itself it would hold the
interpreter, and pages would wait for it; so a child speaks, and whoever finds it busy is told so.
"""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer

from gloss.captcha.challenge import Challenge
from gloss.captcha.kept import Kept
from gloss.captcha.speaker import LENGTH_BYTES

PATIENCE_SECONDS = 5.0  # twenty times what a sound takes, and a start
KEPT_SOUNDS = 32  # of about 130 kB each
SPEAKER = Path(__file__).with_name("speaker.py")


class Busy(Exception):
    """Another sound is being made; asking again in a second will do."""


class Unavailable(Exception):
    """No sound could be made; the picture and the other ways still can be used."""


def sound_of(challenge: Challenge) -> bytes:
    """Return the WAV of ``challenge``: the same one each time, while it is remembered.

    :raises Busy: at once, if another one is being made.
    :raises Unavailable: the child failed or took longer than ``PATIENCE_SECONDS``.
    """
    kept = _kept.get(challenge.nonce)
    return kept or _kept.keep(challenge.nonce, _speaker.say(challenge.sound_answer))


class Speaker:
    """Our end of the pipes; starts the child when it is needed, and again when it died."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._speaking = Lock()

    def say(self, digits: str) -> bytes:
        """Return ``digits`` spoken, as a WAV.

        :raises Busy: at once, if another thread is being served.
        :raises Unavailable: the child failed; the next call starts another.
        """
        if not self._speaking.acquire(blocking=False):
            raise Busy
        try:
            return self._asked(digits)
        finally:
            self._speaking.release()

    def stop(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child:
            child.kill()
            child.wait()
            _close_pipes(child)

    def leave_to_parent(self) -> None:
        """Forget, in a forked process, the child of the process that was forked."""
        self._speaking = Lock()
        child, self._child = self._child, None
        if child:
            child.returncode = 0  # it is not ours to wait for
            _close_pipes(child)

    def _asked(self, digits: str) -> bytes:
        child = self._child = self._living_child()
        watchdog = Timer(self._patience_seconds, child.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            return _exchange(child, digits)
        except (OSError, EOFError) as fault:
            self.stop()
            raise Unavailable from fault
        finally:
            watchdog.cancel()

    def _living_child(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None:
            return self._child
        self.stop()
        return subprocess.Popen(  # noqa: S603 (our own file, our own Python)
            [sys.executable, "-P", SPEAKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server; its end closes the pipes
        )


_kept = Kept(KEPT_SOUNDS)
_speaker = Speaker()
atexit.register(_speaker.stop)
os.register_at_fork(after_in_child=_speaker.leave_to_parent)


def _exchange(child: subprocess.Popen[bytes], digits: str) -> bytes:
    """Send ``digits`` and read the sound.

    :raises OSError: the child ended before it was asked.
    :raises EOFError: the child ended before it had answered.
    """
    assert child.stdin  # noqa: S101 (narrows the type)
    assert child.stdout  # noqa: S101
    child.stdin.write(f"{digits}\n".encode())
    child.stdin.flush()
    length = int.from_bytes(child.stdout.read(LENGTH_BYTES))
    sound = child.stdout.read(length)
    if not length or len(sound) < length:
        raise EOFError
    return sound


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):  # digits that a dead child no longer takes
            if pipe:
                pipe.close()
