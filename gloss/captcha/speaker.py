"""The child process that speaks: digits in, a WAV out, until its input ends.

Run as a file of its own, so that it loads nothing of Gloss but this.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from captcha.audio import AudioCaptcha

LENGTH_BYTES = 4  # before each sound: how many bytes it has, the highest first
NICENESS = 10  # pages go before sounds and pictures
BREATH_SECONDS = 0.001


@contextmanager
def giving_way() -> Iterator[None]:
    """Offer the processor to others every ``BREATH_SECONDS`` until the end of the block.

    Some kernels take it away at a tick only, 4 ms apart, however nice a process is.
    """
    signal.signal(signal.SIGALRM, lambda *_: os.sched_yield())
    signal.setitimer(signal.ITIMER_REAL, BREATH_SECONDS, BREATH_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def stand_back() -> None:
    """Let pages go first: be nice, and leave them one processor, if we may use several."""
    os.nice(NICENESS)
    with suppress(AttributeError, OSError):  # unknown to some systems, and forbidden on others
        allotted = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allotted[1:] or allotted)


def speak() -> None:
    """Answer each line of digits on standard input with a sound on standard output."""
    stand_back()
    voice = AudioCaptcha()
    for line in sys.stdin:
        with giving_way():
            wav = bytes(voice.generate(line.strip()))
        sys.stdout.buffer.write(len(wav).to_bytes(LENGTH_BYTES) + wav)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    speak()
