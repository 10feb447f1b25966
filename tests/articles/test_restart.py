"""What a start finds again of what an earlier one knew."""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from gloss.articles.article import Defaults
from gloss.articles.library import Library
from tests.articles.shore import NOON, public, put, slugs, told

Start = Callable[[], Library]


def test_a_start_with_nothing_changed_opens_no_article(
    folder: Path, start: Start, opened: list[Path]
) -> None:
    files = [put(folder, name) for name in ("tides.md", "moon/index.md", "pages/about.md")]
    opened.clear()
    before = start()
    assert sorted(opened) == sorted(files)
    opened.clear()
    after = start()
    assert opened == []
    assert set(after.contents()) == set(before.contents())
    assert slugs(after) == ["tides", "moon"]


def test_nothing_that_an_author_said_is_lost(folder: Path, start: Start) -> None:
    said = [
        "summary: “Ebb” & flood – 海",
        "author: Ada",
        "updated: 2026-01-02 03:04:05.678901",
        "tags: [The Sea, skin]",
        "comments: closed",
        "reviewer: Bo",
        "reviewed: 2026-01-03",
        "review_due: 2027-01-03",
        "sources: [A book, {title: A site, url: 'https://example.org/'}]",
        "medical: true",
    ]
    put(folder, "tides.md", *said, published="2026-10-25 02:30+01:00")
    put(folder, "old.md", published="1850-01-01")  # Berlin was 53 minutes and 28 seconds ahead
    put(folder, "pages/about.md", "updated: 2026-01-02", "draft: true")
    before, after = start().contents(), start().contents()
    assert len(after) == 3
    assert sorted(map(repr, after)) == sorted(map(repr, before))


@pytest.mark.parametrize("change", ["edited", "added", "deleted", "renamed"])
def test_what_changed_while_gloss_was_stopped_is_taken_in(
    folder: Path, start: Start, opened: list[Path], change: str
) -> None:
    put(folder, "moon.md")
    tides = put(folder, "tides.md", body="Ebb.")
    start()
    shown, read = ["moon", "tides"], folder / "tides.md"
    if change == "edited":
        put(folder, "tides.md", body="Flood.")
    elif change == "added":
        shown, read = ["moon", "stars", "tides"], put(folder, "stars.md")
    elif change == "deleted":
        tides.unlink()
        shown = ["moon"]
    else:
        shown, read = ["moon", "waves"], tides.rename(folder / "waves.md")
    opened.clear()
    after = start()
    assert sorted(slugs(after)) == shown
    assert opened == ([] if change == "deleted" else [read])
    if change == "edited":
        assert "Flood." in after.rendered(public(after, "tides")).html
    opened.clear()
    assert sorted(slugs(start())) == shown
    assert opened == []


def test_the_last_good_version_survives_starts(
    folder: Path, start: Start, opened: list[Path]
) -> None:
    file = put(folder, "tides.md", body="Good.")
    start()
    file.write_text("---\ntitle: Broken\npublised: 2026-01-01\n---\nBad.")
    start()
    opened.clear()
    after = start()
    assert told(after) == [("content/tides.md", True)] * 2
    assert public(after, "tides").title == "tides"
    assert "Good." in after.rendered(public(after, "tides")).html
    assert opened == []
    put(folder, "tides.md", body="Better.")
    mended = start()
    assert mended.problems() == ()
    assert "Better." in mended.rendered(public(mended, "tides")).html


def test_an_empty_last_good_version_survives_too(folder: Path, start: Start) -> None:
    file = put(folder, "tides.md")
    file.write_text("---\ntitle: Tides\npublished: 2026-01-01\n---")
    start()
    file.write_text("Bad.")
    after = start()
    assert after.rendered(public(after, "tides")).html == ""


def test_a_broken_version_of_a_draft_stays_hidden_after_a_start(folder: Path, start: Start) -> None:
    put(folder, "tides.md", "draft: true")
    start()
    put(folder, "tides.md", "draft: ture")
    for _ in range(2):
        after = start()
        assert (slugs(after), told(after)) == ([], [("content/tides.md", True)])


def test_a_folder_that_is_away_at_a_start_is_not_forgotten(folder: Path, start: Start) -> None:
    put(folder, "tides.md")
    start()
    away = folder.rename(folder.with_name("away"))
    during = start()
    assert (slugs(during), told(during)) == (["tides"], [("content", True)])
    assert "The sea." in during.rendered(public(during, "tides")).html
    away.rename(folder)
    during.refresh()
    assert (slugs(during), during.problems()) == (["tides"], ())


def test_a_deleted_article_does_not_come_back_with_a_broken_file(
    folder: Path, start: Start
) -> None:
    file = put(folder, "tides.md")
    start()
    file.unlink()
    start()
    file.write_text("broken")
    assert slugs(start()) == []


def test_doubles_are_settled_in_the_same_way_after_a_start(folder: Path, start: Start) -> None:
    put(folder, "waves.md", "slug: tides")
    put(folder, "sea.md", "slug: tides")
    put(folder, "longer.md", "slug: tides")
    before, after = start(), start()
    assert [article.path for article in after.published(NOON)] == ["content/sea.md"]
    assert after.problems() == before.problems()
    assert len(told(after)) == 2


def test_a_problem_is_told_and_logged_again(
    folder: Path, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, "tides.md", "foo: bar")
    (folder / "moon.md").write_text("nothing")
    before = start()
    caplog.clear()
    after = start()
    after.follow()
    assert after.problems() == before.problems()
    assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.WARNING]


def test_html_is_the_same_after_a_start(folder: Path, start: Start) -> None:
    put(folder, "tides.md", body="## The *sea* & ebb\n\n### 海\n\nText, [link](https://e.org).")
    before, after = start(), start()
    first = before.rendered(public(before, "tides"))
    assert after.rendered(public(after, "tides")) == first
    assert isinstance(after.rendered(public(after, "tides")).html, Markup)


def test_a_text_that_cannot_be_rendered_is_told_after_each_start(
    folder: Path, start: Start
) -> None:
    put(folder, "deep.md", body='<div markdown="1">\n' * 500 + "</div>\n" * 500)
    for _ in range(2):
        after = start()
        assert "&lt;div markdown" in after.rendered(public(after, "deep")).html
        assert told(after) == [("content/deep.md", True)]


def test_another_time_zone_dates_everything_anew(
    folder: Path, start: Start, cache_file: Path
) -> None:
    put(folder, "tides.md")
    before = public(start(), "tides").published
    elsewhere = Library(folder, Defaults(ZoneInfo("Asia/Tokyo")), cache_file)
    elsewhere.refresh()
    assert before - public(elsewhere, "tides").published == timedelta(hours=8)


def test_another_folder_inherits_nothing(
    tmp_path: Path, folder: Path, start: Start, cache_file: Path
) -> None:
    put(folder, "tides.md")
    start()
    (tmp_path / "staging").mkdir()
    other = tmp_path / "staging" / "content"
    other.mkdir()
    (other / "tides.md").write_text("broken")
    library = Library(other, Defaults(ZoneInfo("Europe/Berlin")), cache_file)
    library.refresh()
    assert (slugs(library), told(library)) == ([], [("content/tides.md", True)])


def test_a_file_that_was_only_touched_changes_nothing(folder: Path, start: Start) -> None:
    file = put(folder, "tides.md")
    library = start()
    snapshot = library.snapshot
    os.utime(file, (1, 1))
    library.refresh()
    assert library.snapshot is snapshot
    put(folder, "tides.md", body="Flood.")
    library.refresh()
    assert library.snapshot is not snapshot
