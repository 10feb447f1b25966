"""When a library looks at the disk, and what changes by itself."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gloss.articles.library import FOLLOWER_PATIENCE_SECONDS, SCAN_INTERVAL_SECONDS, Library
from tests.articles.shore import NOON, public, put, slugs, told


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


def test_an_article_vanishes_everywhere_at_its_minute(folder: Path, library: Library) -> None:
    put(folder, "before.md", "tags: sea", published="2025-12-30")
    put(
        folder,
        "brief.md",
        "tags: [sea, moon]",
        "expires: 2026-01-02T13:00Z",
        published="2025-12-31",
    )
    put(folder, "after.md", published="2026-01-01")
    library.refresh()
    end = NOON + timedelta(hours=1)
    last_moment = end - timedelta(microseconds=1)
    after = public(library, "after")
    assert slugs(library, last_moment) == ["after", "brief", "before"]
    assert library.neighbours(after, last_moment).previous == public(library, "brief")
    assert slugs(library, end) == ["after", "before"]
    assert (library.article("brief", end), library.by_id("brief", end)) == (None, None)
    assert list(library.tags(end)) == ["sea"]
    assert library.neighbours(after, end).previous == library.article("before", end)
    assert (library.expired("brief", last_moment), library.expired("after", end)) == (None, None)
    assert library.expired("brief", end) is not None
    assert slugs(library, last_moment) == ["after", "brief", "before"]


def test_the_next_change_is_a_publication_or_an_end(folder: Path, library: Library) -> None:
    put(folder, "a.md", "expires: 2026-01-02T15:00Z")
    put(folder, "b.md", "expires: 2026-01-02T13:00Z")
    put(folder, "c.md", "expires: 2026-01-02T16:00Z", published="2026-01-02T14:00Z")
    put(folder, "hidden.md", "draft: true", "expires: 2026-01-02T12:30Z")
    library.refresh()
    seen = []
    now = NOON
    while moment := library.snapshot.next_change(now):
        seen.append(((moment - NOON) / timedelta(hours=1), slugs(library, moment)))
        now = moment
    assert seen == [(1, ["a"]), (2, ["c", "a"]), (3, ["c"]), (4, [])]


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("2026-07-01", "2026-06-30T22:00+00:00"),
        ("2026-01-01", "2025-12-31T23:00+00:00"),
        ("2026-03-29 01:59", "2026-03-29T00:59+00:00"),
        ("2026-03-29 02:30", "2026-03-29T01:30+00:00"),
        ("2026-03-29 03:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30+00:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T01:30+00:00"),
        ("2026-10-25 03:00", "2026-10-25T02:00+00:00"),
    ],
    ids=["summer", "winter", "before", "skipped", "after", "first of two", "second", "back"],
)
def test_the_end_is_meant_in_the_time_of_the_site(
    folder: Path, library: Library, typed: str, ends: str
) -> None:
    put(folder, "brief.md", f"expires: {typed}", published="2025-01-01")
    library.refresh()
    end = datetime.fromisoformat(ends)
    assert slugs(library, end - timedelta(seconds=1)) == ["brief"]
    assert slugs(library, end) == []
    assert library.snapshot.next_change(end - timedelta(days=1)) == end


def test_an_end_before_the_beginning_is_reported(folder: Path, library: Library) -> None:
    put(folder, "tides.md", "expires: 2025-12-31")
    library.refresh()
    assert slugs(library) == []
    assert told(library) == [("content/tides.md", False)]


@pytest.mark.parametrize(
    ("written", "appears"),
    [
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-03-29 03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25 02:30 +0100", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25 03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("2026-10-26", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
    ids=["skipped", "after the gap", "first of two", "second of two", "after both", "a bare day"],
)
def test_where_clocks_change_an_article_appears_at_its_minute(
    start: Callable[[], Library], folder: Path, written: str, appears: datetime
) -> None:
    put(folder, "old.md")
    put(folder, "tides.md", published=written)
    moment_before = appears - timedelta(microseconds=1)
    for library in (start(), start()):  # the second reads what the first kept
        assert library.snapshot.next_change(moment_before) == appears
        assert library.article("tides", moment_before) is None
        assert [article.slug for article in library.published(moment_before)] == ["old"]
        assert library.article("tides", appears) is not None
        assert [article.slug for article in library.published(appears)] == ["tides", "old"]
