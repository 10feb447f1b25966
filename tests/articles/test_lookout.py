"""Several processes of one node: one looks at the files, the others read what it wrote."""

import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from gloss.articles import lookout, reading_files
from gloss.articles.article import Defaults
from gloss.articles.index import Index, News
from gloss.articles.library import Library
from gloss.articles.lookout import Lookout
from tests.articles import shore
from tests.articles.shore import NOON, public, put, told
from tests.server import PATIENCE_SECONDS, eventually

Begin = Callable[[], Library]


def slugs(library: Library) -> list[str]:
    return sorted(shore.slugs(library))


@pytest.fixture
def begin(folder: Path, cache_file: Path) -> Begin:
    """Return what a server does first, before its threads follow the files."""

    def begun() -> Library:
        library = Library(folder, Defaults(ZoneInfo("Europe/Berlin")), cache_file)
        library.begin()
        return library

    return begun


@pytest.fixture
def watcher(folder: Path, cache_file: Path) -> Library:
    """Return the library of the background work."""
    return Library(folder, Defaults(ZoneInfo("Europe/Berlin")), cache_file)


@pytest.fixture
def server(begin: Begin, watcher: Library) -> Library:
    """Return a library that knows that the background work looks."""
    server = begin()
    for _ in range(2):
        watcher.watch()
        server.follow()
    return server


def test_only_one_process_opens_what_changed(
    folder: Path, watcher: Library, server: Library, opened: list[Path]
) -> None:
    file = put(folder, "tides.md", body="Ebb.")
    opened.clear()
    server.follow()
    assert (slugs(server), opened) == ([], [])
    watcher.watch()
    server.follow()
    assert (slugs(server), opened) == (["tides"], [file])
    assert "Ebb." in server.rendered(public(server, "tides")).html
    put(folder, "tides.md", body="Flood.")
    watcher.watch()
    server.follow()
    assert "Flood." in server.rendered(public(server, "tides")).html


def test_others_learn_what_is_gone_and_what_is_wrong(
    folder: Path, watcher: Library, server: Library
) -> None:
    moon, tides = put(folder, "moon.md"), put(folder, "tides.md")
    watcher.watch()
    server.follow()
    assert slugs(server) == ["moon", "tides"]
    moon.unlink()
    tides.write_text("broken")
    (folder / "loop.md").symlink_to("loop.md")
    watcher.watch()
    server.follow()
    assert slugs(server) == ["tides"]
    assert told(server) == told(watcher) == [("content/loop.md", True), ("content/tides.md", True)]
    (folder / "loop.md").unlink()
    put(folder, "tides.md")
    watcher.watch()
    server.follow()
    assert (slugs(server), told(server)) == (["tides"], [])


def test_a_folder_that_is_away_is_told_and_comes_back(
    folder: Path, watcher: Library, server: Library
) -> None:
    put(folder, "tides.md")
    watcher.watch()
    away = folder.rename(folder.with_name("away"))
    watcher.watch()
    server.follow()
    assert (slugs(server), told(server)) == (["tides"], [("content", True)])
    away.rename(folder)
    watcher.watch()
    server.follow()
    assert (slugs(server), told(server)) == (["tides"], [])


def test_a_server_looks_itself_when_nobody_else_does(
    folder: Path, server: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "tides.md")
    server.follow()
    assert slugs(server) == []
    monkeypatch.setattr(lookout, "PATIENCE_SECONDS", 0)
    server.follow()
    assert slugs(server) == ["tides"]


def test_nothing_is_read_before_a_server_that_knows_all_serves(
    folder: Path, start: Begin, begin: Begin, opened: list[Path]
) -> None:
    put(folder, "tides.md")
    start()
    new = put(folder, "moon.md")
    opened.clear()
    server = begin()
    assert (slugs(server), opened) == (["tides"], [])
    server.follow()
    assert (slugs(server), opened) == (["moon", "tides"], [new])


def test_a_first_reading_that_was_cut_short_is_finished_before_anything_is_served(
    folder: Path, start: Begin, begin: Begin, cache_file: Path
) -> None:
    put(folder, "tides.md")
    start()
    with closing(sqlite3.connect(cache_file)) as connection, connection:
        connection.execute("DELETE FROM whole")
    put(folder, "moon.md")
    assert slugs(begin()) == ["moon", "tides"]
    put(folder, "stars.md")
    assert slugs(begin()) == ["moon", "tides"]


def test_a_first_reading_that_ends_while_a_server_begins_is_not_missed(
    folder: Path, begin: Begin, watcher: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the server would answer 404 for what was published, until it looks again."""
    read_news = Index.news
    waiting = [watcher.watch]

    def news(index: Index) -> News:
        found = read_news(index)
        while waiting:
            waiting.pop()()
        return found

    put(folder, "tides.md")
    monkeypatch.setattr(Index, "news", news)
    assert slugs(begin()) == ["tides"]


def test_a_server_follows_also_what_another_process_makes_anew(
    folder: Path, watcher: Library, server: Library, cache_file: Path
) -> None:
    put(folder, "tides.md")
    watcher.watch()
    server.follow()
    cache_file.unlink()
    other = Library(folder, Defaults(ZoneInfo("Europe/Berlin")), cache_file)
    put(folder, "moon.md")
    other.watch()
    server.follow()
    assert slugs(server) == ["moon", "tides"]
    put(folder, "stars.md")
    watcher.watch()
    server.follow()
    assert slugs(server) == ["moon", "stars", "tides"]


def test_a_mark_of_what_is_gone_is_swept_and_hides_nothing(
    folder: Path, watcher: Library, server: Library, start: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gloss.articles.index.SPARE_BODIES", 0)
    put(folder, "moon.md").unlink()
    gone = [put(folder, f"a{number}.md", body=f"{number}") for number in range(3)]
    watcher.watch()
    for file in gone:
        file.unlink()
    put(folder, "tides.md")
    watcher.watch()
    assert slugs(start()) == ["tides"]
    server.follow()
    assert slugs(server) == ["tides"]
    put(folder, "stars.md")
    watcher.watch()
    server.follow()
    assert slugs(server) == ["stars", "tides"]


def test_two_processes_never_look_at_the_same_time(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "articles.look"
    with Lookout(file).alone(waits=True) as first, Lookout(file).alone(waits=False) as second:
        assert (first, second) == (True, False)
    with Lookout(file).alone(waits=False) as third:
        assert third


def test_what_no_reader_waits_for_steps_aside_while_changes_are_taken_in(
    cache_file: Path, server: Library
) -> None:
    with Lookout(cache_file.with_suffix(".look")).alone(waits=True):
        looks = Thread(target=server.refresh)  # and waits for us, who look
        looks.start()
        eventually(server._scanning.locked)
        steps_aside = Thread(target=server.step_aside)
        steps_aside.start()
        steps_aside.join(0.2)
        assert steps_aside.is_alive()
    looks.join()
    steps_aside.join(PATIENCE_SECONDS)
    assert not steps_aside.is_alive()


def test_a_process_that_is_on_the_lookout_is_seen_by_others_only(tmp_path: Path) -> None:
    ours, other = (Lookout(tmp_path / "articles.look") for _ in range(2))
    assert not other.is_kept()  # there is no file yet
    with ours.alone(waits=True):
        pass
    assert not other.is_kept()
    ours.sign()
    assert other.is_kept()
    assert not Lookout(tmp_path / "articles.look").is_kept()  # it may be from yesterday


def test_many_files_are_read_by_several_processes_as_by_one(
    folder: Path, start: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        put(folder, f"a{number}.md", "author: Ada", "tags: [sea]", body=f"Wave {number}.")
    (folder / "broken.md").write_text("broken")
    (folder / "latin.md").write_bytes(b"---\ntitle: \xe9\n---\n")
    alone = Library(folder, Defaults(ZoneInfo("Europe/Berlin")))
    alone.refresh()
    monkeypatch.setattr(reading_files, "MANY", 10)
    monkeypatch.setattr(reading_files, "LOT", 5)
    together = start()
    assert together.published(NOON) == alone.published(NOON)
    assert together.problems() == alone.problems()
    assert len(told(together)) == 2
    assert "Wave 7." in together.rendered(public(together, "a7")).html
    gc.collect()


def test_files_are_read_also_when_the_processes_that_read_them_end(
    folder: Path,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(12):
        put(folder, f"a{number}.md")
    monkeypatch.setattr(reading_files, "MANY", 10)
    monkeypatch.setattr(reading_files, "READER", ("false",))
    library.refresh()
    assert len(slugs(library)) == 12
    assert ["A process that read files beside this one ended" in m for m in caplog.messages] == [
        True
    ]
