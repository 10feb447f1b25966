"""A folder of articles, and a library that reads it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gloss.articles.library import Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty content folder."""
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    return folder


@pytest.fixture
def library(folder: Path) -> Library:
    """Return a library that has not looked at ``folder`` yet."""
    return Library(folder, ZoneInfo("Europe/Berlin"))
