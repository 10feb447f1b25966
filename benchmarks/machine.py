"""What was measured, on what kind of machine: versions, processors, memory."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks import load
from benchmarks.peers import environment, hugo
from gloss.settings import ROOT
from tests import nginx

LIBRARIES = ("flask", "granian", "sqlalchemy")


def described() -> dict[str, str]:
    """Return what the figures depend on, by name."""
    peers = [
        line
        for file in sorted((environment.HERE / "requirements").glob("*.txt"))
        for line in file.read_text().split()
    ]
    return {
        "Gloss": _said(["git", "-C", ROOT, "describe", "--always", "--dirty"], r".+"),
        "Python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "peers": ", ".join(sorted({peer.replace("==", " ") for peer in peers})),
        "nginx": _said([nginx.BINARY, "-v"], r"nginx/([\d.]+)") if nginx.BINARY else "none",
        "Hugo": hugo.version() or "none",
        "load from": "wrk" if load.WRK else "a client of our own",
        "machine": f"{os.cpu_count()} cores ({_processor()}), {_gigabytes()} GB",
        "kernel": platform.release(),
    }


def _said(command: list[str | Path], pattern: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[found.re.groups] if found else "unknown"


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _gigabytes() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
