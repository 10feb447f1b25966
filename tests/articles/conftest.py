"""A folder of articles, and libraries that read it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from gloss.articles.article import Defaults
from gloss.articles.library import Library
from tests.articles.finder import Finder

OPENED: list[Path] = []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty content folder."""
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    return folder


@pytest.fixture
def library(folder: Path) -> Library:
    """Return a library that has not looked at ``folder`` yet, and keeps nothing."""
    return Library(folder, Defaults(ZoneInfo("Europe/Berlin")))


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    """Return where ``start`` keeps what it knows."""
    return tmp_path / "cache" / "articles.db"


@pytest.fixture
def start(folder: Path, cache_file: Path) -> Callable[[], Library]:
    """Return what a start of Gloss does: a new library looks at ``folder``."""

    def started() -> Library:
        library = Library(folder, Defaults(ZoneInfo("Europe/Berlin")), cache_file)
        library.refresh()
        return library

    return started


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """Yield a folder that others may enter, unlike pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def _watch() -> None:
    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].endswith(".md"):
            OPENED.append(Path(arguments[0]))

    sys.addaudithook(note)


@pytest.fixture
def opened(_watch: None) -> list[Path]:
    """Return the articles that Python opened since the test began, or since it was cleared."""
    OPENED.clear()
    return OPENED


@pytest.fixture
def finder(folder: Path) -> Finder:
    """Return a search over ``folder``, on a site in English."""
    return Finder(folder)
