"""Faults of the system's calls in a process that runs, made by strace."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server import eventually

NO_STRACE = "no strace: `apt-get install strace`"


def strace() -> str:
    """Return where strace is."""
    found = shutil.which("strace")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_STRACE)
    return str(found)


@contextmanager
def failing(process_ids: list[int], calls: str, error: str) -> Iterator[None]:
    """Let ``calls`` of some processes fail with ``error`` until the end of the block."""
    targets = [option for pid in process_ids for option in ("-p", str(pid))]
    command = [strace(), "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    tracing = subprocess.Popen([*command, "-e", f"inject={calls}:error={error}", *targets])
    try:
        eventually(lambda: all(_is_traced(pid) for pid in process_ids))
        yield
    finally:
        tracing.send_signal(signal.SIGINT)
        tracing.wait()


def _is_traced(process_id: int) -> bool:
    """Tell whether each thread is watched."""
    threads = Path(f"/proc/{process_id}/task").iterdir()
    return all(_has_tracer(thread / "status") for thread in threads)


def _has_tracer(status: Path) -> bool:
    try:
        lines = status.read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return True
    return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in lines)
