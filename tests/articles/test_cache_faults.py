"""Whatever becomes of the cache, articles are shown."""

import gc
import resource
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from zoneinfo import ZoneInfo

import pytest

from gloss.articles.article import Defaults
from gloss.articles.library import Library
from gloss.settings import ROOT
from tests.articles.shore import public, put, slugs, told, without_privileges

Start = Callable[[], Library]
PATIENCE_SECONDS = 60
STARTING = """
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from gloss.articles.article import Defaults
from gloss.articles.library import Library
library = Library(Path(sys.argv[1]), Defaults(ZoneInfo("Europe/Berlin")), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
library.refresh()
for content in library.contents()[:20]:
    library.rendered(content)
print(len(library.contents()), library.problems())
"""


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def scribbled(file: Path) -> None:
    file.write_bytes(b"nothing that SQLite knows" * 1000)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def holed(file: Path) -> None:
    source = file.read_bytes()
    file.write_bytes(source[:4096] + b"\xff" * (len(source) - 4096))


def foreign(file: Path) -> None:
    file.unlink()
    changed(file, "CREATE TABLE file (somebody)")


def of_another_version(file: Path) -> None:
    changed(file, "PRAGMA user_version = 1")


def with_odd_content(file: Path) -> None:
    changed(file, "UPDATE file SET content = '{}'")


def with_an_odd_kind(file: Path) -> None:
    changed(file, "UPDATE file SET kind = 'Poem'")


def with_nothing_in_it(file: Path) -> None:
    changed(file, "UPDATE file SET shared = NULL")


def changed(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@contextmanager
def a_full_disk(free: int) -> Iterator[None]:
    """Let no file grow beyond ``free`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def shore(folder: Path) -> Path:
    """Return a folder with more articles than fit in the first pages of a cache."""
    for number in range(40):
        put(folder, f"a{number}.md", body=f"Wave {number}. " + "The sea. " * 1000)
    return folder


DAMAGES = [
    emptied,
    scribbled,
    cut,
    holed,
    foreign,
    of_another_version,
    with_odd_content,
    with_an_odd_kind,
    with_nothing_in_it,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_cache_of_no_use_is_made_anew(
    shore: Path,
    start: Start,
    cache_file: Path,
    opened: list[Path],
    damage: Callable[[Path], None],
) -> None:
    known = slugs(start())
    gc.collect()  # ends what an ended process ends
    damage(cache_file)
    opened.clear()
    after = start()
    assert sorted(slugs(after)) == sorted(known)
    assert "Wave 7." in after.rendered(public(after, "a7")).html
    assert len(opened) == 40
    opened.clear()
    assert sorted(slugs(start())) == sorted(known)
    assert opened == []


def test_a_cache_that_is_damaged_while_it_is_used_hides_nothing(
    shore: Path, start: Start, cache_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    start()
    gc.collect()
    library = start()
    holed(cache_file)
    for number in range(40):
        assert f"Wave {number}." in library.rendered(public(library, f"a{number}")).html
    assert len([m for m in caplog.messages if "is thrown away and made anew" in m]) == 1
    put(shore, "a3.md", body="Still.")
    library.refresh()
    assert "Still." in library.rendered(public(library, "a3")).html
    assert len(slugs(start())) == 40


def test_a_version_that_is_nowhere_any_more_hurts_only_its_own_page(
    shore: Path, start: Start, cache_file: Path
) -> None:
    library = start()
    (shore / "a3.md").write_text("broken")
    changed(cache_file, "DELETE FROM body")
    library.refresh()
    with pytest.raises(LookupError, match=r"the text of content/a3\.md is lost"):
        library.rendered(public(library, "a3"))
    assert "Wave 4." in library.rendered(public(library, "a4")).html


def test_a_folder_that_may_not_be_written_only_means_no_cache(
    readable_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = put(readable_folder, "tides.md", body="Good.")
    cache_folder = readable_folder / "cache"
    cache_folder.mkdir(mode=0o555)
    library = Library(readable_folder, Defaults(ZoneInfo("UTC")), cache_folder / "articles.db")
    with without_privileges():
        library.refresh()
    file.write_text("broken")
    library.refresh()
    assert "Good." in library.rendered(public(library, "tides")).html
    assert told(library) == [(f"{readable_folder.name}/tides.md", True)]
    assert len(caplog.messages) == 1
    assert list(cache_folder.iterdir()) == []


def test_something_else_in_the_place_of_the_cache_only_means_no_cache(
    shore: Path, start: Start, cache_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache_file.mkdir(parents=True)
    assert len(slugs(start())) == 40
    assert len(caplog.messages) == 1


def test_a_full_disk_only_means_no_cache(
    shore: Path, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    with a_full_disk(free=50_000):
        library = start()
        assert "Wave 7." in library.rendered(public(library, "a7")).html
        (shore / "a3.md").write_text("broken")
        library.refresh()
        assert "Wave 3." in library.rendered(public(library, "a3")).html
    assert len([m for m in caplog.messages if "kept in memory" in m]) == 1
    (shore / "a3.md").unlink()
    assert len(slugs(start())) == 39


def test_a_disk_that_fills_up_later_loses_no_version(
    shore: Path, start: Start, cache_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = start()
    with a_full_disk(free=1000):
        put(shore, "a3.md", body="Newer.")
        library.refresh()
        for name in ("a3", "a4"):
            (shore / f"{name}.md").write_text("broken")
        library.refresh()
        assert "Newer." in library.rendered(public(library, "a3")).html
        assert "Wave 4." in library.rendered(public(library, "a4")).html
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("damage", [None, scribbled, of_another_version])
def test_several_processes_may_start_at_once(
    shore: Path,
    start: Start,
    cache_file: Path,
    opened: list[Path],
    damage: Callable[[Path], None] | None,
) -> None:
    if damage:
        start()
        gc.collect()
        damage(cache_file)
    command = [sys.executable, "-c", STARTING, str(shore), str(cache_file)]
    processes = [Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in processes]
    assert answers == ["40 ()\n"] * 3
    opened.clear()
    assert len(slugs(start())) == 40
    assert opened == []
