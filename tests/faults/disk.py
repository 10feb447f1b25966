"""A small file system of a test's own: it can be filled, and made read-only."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gloss.settings import Settings

SIZE = "24M"
NO_MOUNT = "no right to mount a small disk: run the tests as root, and not in a bare container"
PIECE = bytes(1 << 16)


@dataclass(frozen=True)
class Disk:
    """A file system in memory, mounted at ``folder``."""

    folder: Path

    def fill(self) -> None:
        """Leave not a byte."""
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            for piece in (PIECE, b"\0"):
                self._write_all(filler.fileno(), piece)

    def make_room(self) -> None:
        (self.folder / "filler").unlink()

    def make(self, how: str) -> None:
        """Make it ``ro`` or ``rw``; for ``ro`` nobody may have a file open for writing."""
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)

    @staticmethod
    def _write_all(file: int, piece: bytes) -> None:
        try:
            while True:
                os.write(file, piece)
        except OSError as fault:
            if fault.errno != errno.ENOSPC:
                raise


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    """Mount a disk at ``folder`` until the end of the block."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "gloss-test", str(folder)]
    try:
        mounting = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip(NO_MOUNT)
    if mounting.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_MOUNT)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def on_disk(settings: Settings, disk: Disk, empty_sqlite: Path) -> Settings:
    """Return settings with which all that Gloss writes is on ``disk``, also its database."""
    folder = disk.folder / "instance"
    folder.mkdir()
    file = folder / "gloss.db"
    shutil.copy(empty_sqlite, file)
    ours = {"instance_dir": folder, "database_url": f"sqlite:///{file}", "limits": False}
    return settings.model_copy(update=ours)
