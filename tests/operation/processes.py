"""The processes of this machine, as Linux lists them under /proc."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class Process:
    """One that is alive."""

    id: int
    parent_id: int
    command: str


def family(ancestor: int) -> list[Process]:
    """Return all that ``ancestor`` started, and all that those started."""
    everyone = _alive()
    found = [process for process in everyone if process.parent_id == ancestor]
    for parent in found:
        found += [process for process in everyone if process.parent_id == parent.id]
    return found


def ended(processes: list[Process]) -> bool:
    """Tell whether none of ``processes`` is alive; a number used anew is another process."""
    alive = {(process.id, process.command) for process in _alive()}
    return alive.isdisjoint((process.id, process.command) for process in processes)


def stop_between_writes(process_id: int) -> None:
    """Stop a process while it holds no lock for which others would wait as long as it stands."""
    os.kill(process_id, signal.SIGSTOP)
    while f"WRITE {process_id} " in Path("/proc/locks").read_text():
        os.kill(process_id, signal.SIGCONT)
        time.sleep(PAUSE_SECONDS)
        os.kill(process_id, signal.SIGSTOP)


def _alive() -> list[Process]:
    found = (_read(folder) for folder in Path("/proc").glob("[0-9]*"))
    return [process for process in found if process]


def _read(folder: Path) -> Process | None:
    """Read one process; none if it has ended, and its parent has only to be told."""
    try:
        state, parent_id = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state in "ZX" else Process(int(folder.name), int(parent_id), command)
