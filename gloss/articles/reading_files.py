"""Reading files: a few of them here, and many in processes of their own, one for each processor.

One processor reads some 7,000 short articles in a second.
"""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from zoneinfo import ZoneInfo

from gloss.articles import reader
from gloss.articles.files import SourceFile
from gloss.articles.reader import Order, Read
from gloss.settings import ROOT

MANY = 5000  # files; for fewer the start of other processes, half a second, is not worth it
LOT = 500  # files that one process reads before it hands over what it read
READER = (sys.executable, "-c", "from gloss.articles import reader; reader.main()")
FAULTS = (OSError, EOFError, pickle.UnpicklingError)  # there may be no memory for the processes
log = logging.getLogger("gloss.articles")


def read(files: Sequence[SourceFile], zone: ZoneInfo) -> Iterator[tuple[SourceFile, Read]]:
    """Read ``files``, whatever is in them; dates without a zone are in ``zone``."""
    done, count = 0, _processors()
    if len(files) >= MANY and count > 1:
        try:
            for found in _read_beside(files, zone, count):
                yield found
                done += 1
        except FAULTS as fault:
            log.warning("A process that read files beside this one ended: %r", fault)
    for file in files[done:]:
        yield file, reader.read(file, zone)


def _processors() -> int:
    """Return how many processors we may use: fewer than there are, where somebody allotted them."""
    allotted = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allotted(0)) if allotted else os.cpu_count() or 1


def _read_beside(
    files: Sequence[SourceFile], zone: ZoneInfo, count: int
) -> Iterator[tuple[SourceFile, Read]]:
    """Deal the files out in lots, and take what was read back in the same order."""
    lots = [list(files[first : first + LOT]) for first in range(0, len(files), LOT)]
    with ExitStack() as until_the_end:
        readers = [_started(until_the_end) for _ in range(count)]
        for place, process in enumerate(readers):
            assert process.stdin  # noqa: S101 (narrows the type)
            with process.stdin as orders:
                pickle.dump(Order(lots[place::count], zone), orders)
        for lot, process in zip(lots, cycle(readers), strict=False):
            assert process.stdout  # noqa: S101 (narrows the type)
            yield from zip(lot, pickle.load(process.stdout), strict=True)  # noqa: S301 (our own)


def _started(until_the_end: ExitStack) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(READER, stdin=pipe, stdout=pipe, cwd=ROOT)  # noqa: S603 (our own)
    until_the_end.enter_context(process)
    until_the_end.callback(process.kill)  # before it is waited for
    return process
