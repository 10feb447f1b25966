"""When a library looks at the disk, and what changes by itself."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from gloss.articles.library import FOLLOWER_PATIENCE_SECONDS, SCAN_INTERVAL_SECONDS, Library
from tests.articles.shore import NOON, public, put, slugs


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the monotonic clock forward."""
    later = time.monotonic() + seconds
    monkeypatch.setattr(time, "monotonic", lambda: later)


def test_without_a_follower_a_request_looks_once_a_second(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.refresh_if_stale()
    put(folder, "tides.md")
    library.refresh_if_stale()
    assert slugs(library) == []
    pass_time(monkeypatch, SCAN_INTERVAL_SECONDS)
    library.refresh_if_stale()
    assert slugs(library) == ["tides"]


def test_while_a_thread_follows_no_request_looks(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.follow()
    put(folder, "tides.md")
    pass_time(monkeypatch, FOLLOWER_PATIENCE_SECONDS - 1)
    library.refresh_if_stale()
    assert slugs(library) == []
    library.follow()
    assert slugs(library) == ["tides"]


def test_when_the_follower_is_gone_requests_look_again(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.follow()
    put(folder, "tides.md")
    pass_time(monkeypatch, FOLLOWER_PATIENCE_SECONDS + 1)
    library.refresh_if_stale()
    assert slugs(library) == ["tides"]


def test_the_next_change_is_the_next_publication(folder: Path, library: Library) -> None:
    put(folder, "old.md")
    put(folder, "later.md", published="2026-01-04T09:00Z")
    put(folder, "sooner.md", published="2026-01-03T09:00Z")
    put(folder, "hidden.md", "draft: true", published="2026-01-02T13:00Z")
    library.refresh()
    moments = []
    now = NOON
    while moment := library.snapshot.next_change(now):
        assert len(slugs(library, moment)) == len(slugs(library, now)) + 1
        moments.append(moment - NOON)
        now = moment
    assert moments == [timedelta(hours=21), timedelta(hours=45)]


def test_a_tag_and_neighbours_wait_for_the_publication_too(folder: Path, library: Library) -> None:
    put(folder, "old.md", "tags: [sea]")
    put(folder, "soon.md", "tags: [Sea]", published="2026-01-03")
    library.refresh()
    old, tomorrow = public(library, "old"), NOON + timedelta(days=1)
    assert library.tags(NOON)["sea"] == ("sea", (old,))
    assert library.neighbours(old, NOON) == (None, None)
    soon = library.article("soon", tomorrow)
    assert library.tags(tomorrow)["sea"] == ("Sea", (soon, old))
    assert library.neighbours(old, tomorrow) == (None, soon)
    assert library.tags(NOON)["sea"] == ("sea", (old,))
