"""docs/security-cases.md names tests: each of them exists, and the cases stand in their order."""

import re

import pytest

from gloss.settings import ROOT

ROW = re.compile(r"^\| (\d+) \| (.+) \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
PAGE = (ROOT / "docs" / "security-cases.md").read_text()
ROWS = ROW.findall(PAGE)


def test_every_row_of_the_table_is_read() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "`tests/" in line]
    assert len(ROWS) == len(rows) > 40


def test_each_case_has_a_row_in_its_order() -> None:
    numbers = [int(number) for number, *_ in ROWS]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 61))


@pytest.mark.parametrize(("file", "name"), sorted({(file, name) for _, _, file, name in ROWS}))
def test_a_test_that_holds_a_case_exists(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE)
