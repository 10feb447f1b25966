"""Where peers live: virtual environments in a folder that git ignores, with pinned versions."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socket import create_connection
from typing import NamedTuple

from benchmarks.figures import NotMeasured
from tests.server import PATIENCE_SECONDS, eventually

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache"
LONGEST_LIFE_SECONDS = "3600"  # then a peer stops even if nobody is left to stop it


class Peer(NamedTuple):
    """A server to compare with."""

    address: str
    process_id: int


def programs(name: str, *, installs: bool) -> Path:
    """Return the folder of programs of the peer ``name``, installed if need be.

    :raises NotMeasured: it is not there, and must not be installed.
    """
    requirements = HERE / "requirements" / f"{name}.txt"
    folder = CACHE / name
    installed = folder / "installed.txt"
    if installed.exists() and installed.read_text() == requirements.read_text():
        return folder / "bin"
    if not installs:
        raise NotMeasured(f"{name} is not installed; `make bench` without --quick installs it")
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip: list[str | Path] = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "-r",
        requirements,
    ]
    subprocess.run(pip, check=True)
    shutil.copy(requirements, installed)
    return folder / "bin"


@contextmanager
def running(
    command: Sequence[str | Path], port: int, folder: Path, variables: Mapping[str, str]
) -> Iterator[Peer]:
    """Run a server that listens at ``port`` of the loopback, until the end of the block."""
    with (folder / "peer.log").open("wb") as log:
        process = subprocess.Popen(
            ["timeout", LONGEST_LIFE_SECONDS, *command],
            cwd=folder,
            env=os.environ | variables,
            stdout=log,
            stderr=log,
        )
    try:
        eventually(lambda: _listens(process, port))
        yield Peer(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    if process.poll() is not None:
        raise NotMeasured(f"the peer ended with {process.returncode} while it was starting")
    with suppress(ConnectionError), closing(create_connection(("127.0.0.1", port))):
        return True
    return False
