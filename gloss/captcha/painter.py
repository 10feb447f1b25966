"""The child process that draws: answers in, pictures out, until its input ends."""

import sys

from gloss.captcha.drawing import draw
from gloss.captcha.speaker import LENGTH_BYTES, giving_way, stand_back


def paint() -> None:
    """Answer each line on standard input with its picture on standard output."""
    stand_back()
    for line in sys.stdin:
        with giving_way():
            png = draw(line.strip())
        sys.stdout.buffer.write(len(png).to_bytes(LENGTH_BYTES) + png)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    paint()
