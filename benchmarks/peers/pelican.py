"""Pelican building a whole site, with its own theme, from the files that Gloss indexes."""

import shutil
from pathlib import Path

from benchmarks import processor
from benchmarks.peers.environment import programs

SETTINGS = """
SITENAME = "Tidewater"
TIMEZONE = "UTC"
DEFAULT_DATE = "fs"
"""


def build_seconds(content: Path, folder: Path, *, installs: bool) -> float:
    """Build the site of ``content`` anew in ``folder``; return the seconds of processor time."""
    found = programs("pelican", installs=installs)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "pelicanconf.py").write_text(SETTINGS)
    build: list[str | Path] = [
        found / "pelican",
        content,
        "--settings",
        "pelicanconf.py",
        "--output",
        "output",
    ]
    return processor.run(build, folder, {}).cpu_seconds
