"""The garbage collector: how often it looks, and what it never looks at.

Python looks for garbage after each 700 new objects. A start makes hundreds of thousands that
stay, and looking at them again and again took a sixth of it, of a large library's the half.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS_AT_START = 50_000  # new ones, after which it looks
OBJECTS = 5_000  # somebody waits meanwhile: 2 ms, where 50,000 take 22


def look_seldom() -> None:
    """Let it look after each ``OBJECTS_AT_START`` new objects."""
    gc.set_threshold(OBJECTS_AT_START)


@contextmanager
def never_looked_at() -> Iterator[None]:
    """Let what is there at the end of the block stay: nothing of it is looked at again.

    For the start of a process that lives on; else it could be garbage one day. From then on it
    looks after each ``OBJECTS`` new objects.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS)
        gc.enable()
