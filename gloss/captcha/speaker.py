"""The child process that speaks: digits in, a WAV out, until its input ends.

Run as a file of its own, so that it loads nothing of Gloss but this.
"""

import os
import sys

from captcha.audio import AudioCaptcha

LENGTH_BYTES = 4  # before each sound: how many bytes it has, the highest first
NICENESS = 10  # pages go before sounds


def speak() -> None:
    """Answer each line of digits on standard input with a sound on standard output."""
    os.nice(NICENESS)
    voice = AudioCaptcha()
    for line in sys.stdin:
        wav = bytes(voice.generate(line.strip()))
        sys.stdout.buffer.write(len(wav).to_bytes(LENGTH_BYTES) + wav)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    speak()
