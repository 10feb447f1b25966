"""Processor time, as Linux counts it: what holds where others share the machine."""

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """What a program took from its start to its end."""

    cpu_seconds: float  # user and system time
    seconds: float
    megabytes: float  # at most at once, in its largest process


class _Process(NamedTuple):
    parent_id: int
    ticks: int


def seconds_used(ancestors: Iterable[int]) -> float:
    """Return the user and system time of ``ancestors`` and of all that they started, so far.

    What has ended counts through the parent that waited for it. Precise to a hundredth of a second
    for each process.
    """
    alive = _alive()
    family = set(ancestors)
    while grown := {id_ for id_, p in alive.items() if p.parent_id in family} - family:
        family |= grown
    return sum(alive[id_].ticks for id_ in family if id_ in alive) / TICKS_PER_SECOND


@contextmanager
def one_of_them() -> Iterator[None]:
    """Use one processor until the end of the block, as does whoever is started in it.

    Two threads of one core take longer for the same work, so time on two says little beside time
    on one.
    """
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def run(command: Sequence[str | Path], folder: Path, variables: Mapping[str, str]) -> Used:
    """Run ``command`` in ``folder`` to its end and return what it and its children used.

    :raises subprocess.CalledProcessError: it failed.
    """
    began = time.perf_counter()
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | variables, stdout=log, stderr=log
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        printed = (folder / "output.log").read_text()
        raise subprocess.CalledProcessError(process.returncode, process.args, printed)
    return Used(used.ru_utime + used.ru_stime, seconds, used.ru_maxrss / 1024)


def _alive() -> dict[int, _Process]:
    found = {int(folder.name): _read(folder) for folder in Path("/proc").glob("[0-9]*")}
    return {id_: process for id_, process in found.items() if process}


def _read(folder: Path) -> _Process | None:
    """Read ``stat``; see proc(5): fields 4 and 14 to 17, counted from behind the name."""
    try:
        fields = (folder / "stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return _Process(int(fields[1]), sum(map(int, fields[11:15])))
