"""Hugo (Debian's) building a whole site from the files that Gloss indexes."""

import re
import shutil
import subprocess
from pathlib import Path

from benchmarks import processor
from benchmarks.figures import NotMeasured
from benchmarks.peers.environment import HERE

LAYOUTS = HERE / "hugo_layouts"  # the pages that Gloss shows, as small as ours
HUGO = shutil.which("hugo")
SETTINGS = """
baseURL = "http://localhost/"
title = "Tidewater"
paginate = 20
[frontmatter]
date = ["published"]
"""


def build_seconds(content: Path, folder: Path) -> float:
    """Build the site of ``content`` anew in ``folder``; return the seconds of processor time.

    :raises NotMeasured: there is no Hugo.
    """
    if not HUGO:
        raise NotMeasured("no Hugo: `apt-get install hugo`")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LAYOUTS, folder / "layouts" / "_default")
    (folder / "config.toml").write_text(SETTINGS)
    return processor.run([HUGO, "--contentDir", content], folder, {}).cpu_seconds


def version() -> str:
    """Return the version of Hugo; empty if there is none."""
    if not HUGO:
        return ""
    said = subprocess.run([HUGO, "version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"v([\d.]+)", said)
    return found[1] if found else said
