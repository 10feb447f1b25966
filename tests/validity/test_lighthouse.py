"""Lighthouse gives the home page, an article and the search full marks, or nearly.

Performance is of a simulated slow phone ("simulated throttling": Lighthouse computes from what it
saw how long a phone of 2018 on slow 4G would take), so it depends little on this machine; what it
still does is chance, so the best of three runs counts there. Everything else has to hold each time.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from gloss.settings import ROOT, Settings
from tests.server import Server, serving
from tests.validity import programs

FLOOR = 95  # of 100; what we reach is 100
MOST_RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
# Results of a search ask robots to leave them out, which Lighthouse takes for an accident.
PAGES = {
    "/": "",
    "/articles/sunscreen": "",
    "/search": "",
    "/search?q=sun+cream": "is-crawlable",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the site that ships, as `make run` does."""
    folder = tmp_path_factory.mktemp("site")
    settings = Settings.of(content_dir=ROOT / "content", instance_dir=folder / "instance")
    with serving(settings, folder / "server.log") as server:
        yield server


@pytest.mark.parametrize(("page", "left_out"), PAGES.items())
def test_lighthouse_finds_next_to_nothing_to_better(
    server: Server, page: str, left_out: str
) -> None:
    report, runs = audited(server.address + page, left_out), 1
    while marks(report)["performance"] < FLOOR and runs < MOST_RUNS:
        report, runs = audited(server.address + page, left_out), runs + 1
    low = {name: mark for name, mark in marks(report).items() if mark < FLOOR}
    assert low == {}, f"{page} has {marks(report)}: {lost(report)}"


def audited(address: str, left_out: str) -> dict[str, Any]:
    """Let Lighthouse look at a page as a phone does; takes some 20 seconds."""
    how = ["--output=json", "--quiet", f"--chrome-flags={FLAGS}", "--throttling-method=simulate"]
    command = [*programs.lighthouse(), address, *how, f"--skip-audits={left_out}"]
    where = os.environ | {"CHROME_PATH": programs.chromium()}
    run = subprocess.run(command, capture_output=True, env=where, check=False)
    assert run.returncode == 0, run.stderr.decode()
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def marks(report: dict[str, Any]) -> dict[str, int]:
    """Return the mark of each category, of 100."""
    return {
        name: round(100 * (category["score"] or 0))
        for name, category in report["categories"].items()
    }


def lost(report: dict[str, Any]) -> list[str]:
    """Return what Lighthouse would have us do."""
    return [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}"
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]
