"""docs/reliability.md names tests: each of them exists."""

import re

import pytest

from gloss.settings import ROOT

ROW = re.compile(r"^\| .+ \| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \| held \|$", re.MULTILINE)
PAGE = (ROOT / "docs" / "reliability.md").read_text()
ROWS = ROW.findall(PAGE)


def test_every_row_is_read() -> None:
    assert len(ROWS) == PAGE.count("| `tests/") > 20


@pytest.mark.parametrize(("file", "name"), sorted(set(ROWS)))
def test_a_test_of_a_fault_exists(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE)
