"""docs/decisions: each has a number of its own, and none is missing between."""

from gloss.settings import ROOT

FOLDER = ROOT / "docs" / "decisions"


def test_decisions_are_numbered_one_by_one() -> None:
    files = sorted(FOLDER.glob("*.md"))
    numbers = [int(file.name[:4]) for file in files]
    assert numbers == list(range(1, len(files) + 1))
    assert [file.read_text().partition(".")[0] for file in files] == [f"# {n}" for n in numbers]
