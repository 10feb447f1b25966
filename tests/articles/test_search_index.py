"""How the index follows the articles, and what becomes of it when the disk fails."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gloss.articles.search import index
from gloss.articles.search.index import Unavailable
from tests.articles.finder import Finder
from tests.articles.shore import NOON, put, without_privileges
from tests.articles.test_cache_faults import a_full_disk, emptied, foreign, holed, scribbled


def indexed(finder: Finder) -> dict[str, int]:
    """Return the number under which each article is kept: another one, if it was done again."""
    return dict(finder.index.rows("SELECT path, id FROM document"))


@pytest.fixture
def shore(folder: Path) -> Path:
    """Return a folder with some articles."""
    for number in range(40):
        put(folder, f"a{number}.md", body=f"Wave{number}. " + "The sea. " * 500)
    return folder


def test_only_what_changed_is_indexed_again(folder: Path, finder: Finder) -> None:
    for name in ("a.md", "b.md", "c.md"):
        put(folder, name)
    finder.follows()
    before = indexed(finder)
    put(folder, "b.md", body="Sand.")
    (folder / "c.md").unlink()
    assert finder.finds("sand") == ["b"]
    assert finder.finds("sea") == ["a"]
    after = indexed(finder)
    assert after.keys() == {"content/a.md", "content/b.md"}
    assert after["content/a.md"] == before["content/a.md"]
    assert after["content/b.md"] != before["content/b.md"]


def test_a_start_with_nothing_changed_indexes_nothing(folder: Path, finder: Finder) -> None:
    put(folder, "a.md")
    finder.follows()
    before = indexed(finder)
    later = Finder(folder)
    assert later.finds("sea") == ["a"]
    assert indexed(later) == before


def test_what_changed_while_gloss_was_stopped_is_taken_in(folder: Path, finder: Finder) -> None:
    put(folder, "a.md")
    put(folder, "b.md")
    finder.follows()
    (folder / "a.md").unlink()
    put(folder, "b.md", body="Sand.")
    later = Finder(folder)
    assert (later.finds("sea"), later.finds("sand")) == ([], ["b"])


def test_another_language_makes_another_index(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="Die Häuser.")
    finder.follows()
    assert Finder(folder, "de").finds("Haus") == ["a"]


def test_indexing_goes_on_in_slices_and_what_is_known_is_found(shore: Path) -> None:
    finder = Finder(shore)
    finder.library.refresh()
    slices = 0
    while finder.index.follow(finder.library, NOON, seconds=0.001):
        slices += 1
        assert finder.search.find("sea", 1, NOON).count == len(indexed(finder))
    assert slices > 1
    assert len(indexed(finder)) == 40


def test_following_leaves_the_index_whole(folder: Path, finder: Finder) -> None:
    for change in range(6):
        put(folder, "a.md", "tags: [x, y]", body=f"## H{change}\n\nSea {change} 海と月 é\n\n" * 3)
        put(folder, f"b{change % 2}.md", body=f"Sand {change}")
        finder.follows()
    with closing(sqlite3.connect(finder.file)) as connection:
        (words,) = connection.execute("SELECT group_concat(word, ' ') FROM word").fetchone()
        connection.execute("CREATE VIRTUAL TABLE term USING fts5vocab(entry, row)")
        terms = {term for (term,) in connection.execute("SELECT term FROM term")}
    assert words == "sand sea"
    assert {"sea", "sand", "h5"} <= terms
    assert not {"h0", "h4", "3"} & terms


def test_the_title_is_found_when_the_text_is_lost(
    folder: Path, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "tides.md", body="Ebb.")
    finder.library.refresh()
    (folder / "tides.md").write_text("broken")
    with closing(sqlite3.connect(folder.parent / "cache" / "articles.db")) as connection:
        connection.execute("DELETE FROM body")
        connection.commit()
    assert finder.finds("tide") == ["tides"]


@pytest.mark.parametrize("damage", [emptied, scribbled, holed, foreign])
def test_a_file_of_no_use_is_made_anew_at_a_start(
    shore: Path, damage: Callable[[Path], None]
) -> None:
    finder = Finder(shore)
    finder.follows()
    finder.index.close()
    damage(finder.file)
    later = Finder(shore)
    for _ in range(3):
        try:
            found = later.finds("wave7")
        except Unavailable:
            continue
    assert found == ["a7"]
    assert len(indexed(later)) == 40


def test_a_file_that_is_damaged_while_it_is_used_is_made_anew(
    shore: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finder = Finder(shore)
    finder.follows()
    with closing(sqlite3.connect(finder.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    holed(finder.file)
    with pytest.raises(Unavailable):
        finder.search.find("wave7", 1, NOON)
    assert finder.finds("wave7") == ["a7"]
    assert [m for m in caplog.messages if "made anew" in m]


def test_a_file_that_somebody_removed_is_made_anew(shore: Path) -> None:
    finder = Finder(shore)
    finder.follows()
    for file in finder.file.parent.glob("search.db*"):
        file.unlink()
    with pytest.raises(Unavailable):
        finder.search.find("wave7", 1, NOON)
    assert finder.finds("wave7") == ["a7"]


def test_a_folder_that_may_not_be_written_means_no_search(
    readable_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = readable_folder / "content"
    content.mkdir(mode=0o755)
    put(content, "a.md")
    (readable_folder / "cache").mkdir(mode=0o555)
    finder = Finder(content)
    with without_privileges():
        finder.follows()
        with pytest.raises(Unavailable):
            finder.search.find("sea", 1, NOON)
        finder.follows()
    assert len([m for m in caplog.messages if "search" in m]) == 1


def test_a_full_disk_keeps_what_is_known_and_the_rest_follows_later(
    shore: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(index, "PATIENCE_SECONDS", 0)
    finder = Finder(shore)
    finder.follows()
    put(shore, "later.md", body="Lighthouse.")
    with a_full_disk(free=1000):
        finder.follows()
        assert finder.search.find("wave7", 1, NOON).count == 1
    assert [r for r in caplog.records if r.levelno == logging.WARNING]
    assert finder.finds("lighthouse") == ["later"]


def test_two_processes_may_share_one_file(shore: Path) -> None:
    one, other = Finder(shore), Finder(shore)
    for finder in (one, other):
        finder.library.refresh()
    is_going_on = True
    while is_going_on:
        steps = [f.index.follow(f.library, NOON, seconds=0.001) for f in (one, other)]
        is_going_on = any(steps)
    assert len(indexed(one)) == 40
    assert one.finds("wave7") == other.finds("wave7") == ["a7"]
