"""Gloss reading a library, in a process of its own."""

import shutil
import sys
from pathlib import Path

from benchmarks import processor
from benchmarks.processor import Used
from gloss.settings import ROOT

INDEX = (sys.executable, "-m", "benchmarks.index")


def reading_seconds(content: Path, folder: Path) -> float:
    """Return the processor time of a process that reads ``content`` with nothing kept yet."""
    return read_first(content, folder).cpu_seconds


def read_first(content: Path, folder: Path) -> Used:
    """Read ``content`` with nothing kept yet; what is kept then is under ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return read_again(content, folder)


def read_again(content: Path, folder: Path) -> Used:
    """Read ``content`` as a new process does that finds what others kept under ``folder``."""
    variables = {
        "CONTENT_DIR": str(content),
        "INSTANCE_DIR": str(folder / "instance"),
        "SITE_FILE": str(folder / "site.toml"),
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    return processor.run(INDEX, folder, variables)
