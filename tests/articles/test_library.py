"""What the library finds, for whom, and how it keeps in step with the disk."""

import logging
import os
import threading
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gloss.articles.article import Defaults
from gloss.articles.library import Library
from tests.articles.shore import NOON, put, slugs, told, without_privileges

TIDES = "---\ntitle: Tides\npublished: 2026-01-01\n---\n## The sea\n"


def test_an_article_is_a_file_or_a_folder_with_its_pictures(folder: Path, library: Library) -> None:
    put(folder, "Tides.md")
    put(folder, "moon/index.md")
    put(folder, "moon/notes.md")
    put(folder, "pages/about.md")
    library.refresh()
    assert slugs(library) == ["tides", "moon"]
    assert library.page("about") is not None
    assert library.article("about", NOON) is None
    assert library.page("tides") is None
    assert library.problems() == ()


def test_files_that_are_no_articles_are_left_alone(folder: Path, library: Library) -> None:
    for name in (".hidden.md", "tides.md.bak", "README.md", "tides.md~", "photo.jpg", ".#tides.md"):
        (folder / name).write_text("nothing")
    (folder / "empty").mkdir()
    (folder / "pages" / "deeper").mkdir()
    library.refresh()
    assert (library.contents(), library.problems()) == ((), ())


def test_the_newest_article_comes_first(folder: Path, library: Library) -> None:
    put(folder, "a.md", published="2025-10-26T02:30+01:00")
    put(folder, "b.md", published="2025-10-26T02:45+02:00")
    put(folder, "c.md", published="2025-10-27")
    library.refresh()
    assert slugs(library) == ["c", "a", "b"]


def test_an_article_appears_at_its_moment_and_not_before(folder: Path, library: Library) -> None:
    put(folder, "now.md", "tags: sea", published="2026-01-02T12:00Z")
    put(folder, "old.md")
    library.refresh()
    before = NOON - timedelta(microseconds=1)
    assert (slugs(library, before), slugs(library, NOON)) == (["old"], ["now", "old"])
    assert slugs(library, before) == ["old"]
    assert (library.article("now", before), library.by_id("now", before)) == (None, None)
    assert library.article("now", NOON) is library.by_id("now", NOON) is not None
    assert (list(library.tags(before)), list(library.tags(NOON))) == ([], ["sea"])


def test_a_draft_is_not_found_in_any_way(folder: Path, library: Library) -> None:
    put(folder, "tides.md", "draft: true", "tags: sea")
    put(folder, "pages/about.md", "draft: true")
    library.refresh()
    assert library.article("tides", NOON) is None
    assert library.by_id("tides", NOON) is None
    assert library.page("about") is None
    assert (slugs(library), dict(library.tags(NOON)), library.problems()) == ([], {}, ())
    assert len(library.contents()) == 2


def test_neighbours_are_the_public_articles_before_and_after(
    folder: Path, library: Library
) -> None:
    for day, name in enumerate(["a", "b", "c", "d"], start=1):
        put(folder, f"{name}.md", published=f"2026-01-0{day}")
    library.refresh()
    b, a = library.published(NOON)
    assert library.neighbours(a, NOON) == (None, b)
    assert library.neighbours(b, NOON) == (a, None)
    c = library.published(NOON + timedelta(days=5))[1]
    assert library.neighbours(c, NOON) == (None, None)


def test_a_tag_is_spelt_as_its_newest_article_spells_it(folder: Path, library: Library) -> None:
    put(folder, "a.md", "tags: [Skin Care, sea]", published="2025-01-01")
    put(folder, "b.md", "tags: skin care")
    library.refresh()
    tags = library.tags(NOON)
    assert list(tags) == ["sea", "skin-care"]
    label, articles = tags["skin-care"]
    assert (label, [article.slug for article in articles]) == ("skin care", ["b", "a"])


def test_the_thread_keeps_its_id_when_the_file_is_renamed(folder: Path, library: Library) -> None:
    put(folder, "first.md", "slug: shown")
    put(folder, "renamed.md", "id: before")
    library.refresh()
    shown, renamed = library.article("shown", NOON), library.article("renamed", NOON)
    assert shown is not None
    assert renamed is not None
    assert (shown.article_id, renamed.article_id) == ("first", "before")


@pytest.mark.parametrize(
    ("kept", "reported", "more"),
    [
        ("tides.md", "tides/index.md", ""),
        ("sea.md", "waves.md", "slug: tides"),
        ("A.md", "a.md", ""),
    ],
)
def test_of_two_files_with_one_address_the_first_keeps_it(
    folder: Path, library: Library, kept: str, reported: str, more: str
) -> None:
    put(folder, reported, more)
    put(folder, kept, more)
    library.refresh()
    assert [article.path for article in library.published(NOON)] == [f"content/{kept}"]
    assert told(library) == [(f"content/{reported}", True)]


def test_a_draft_takes_no_address_from_a_public_article(folder: Path, library: Library) -> None:
    put(folder, "a.md", "slug: tides", "draft: true")
    put(folder, "longer.md", "slug: tides")
    library.refresh()
    assert [article.path for article in library.published(NOON)] == ["content/longer.md"]


@pytest.mark.parametrize(
    ("new_lines", "kept"), [([], "renamed.md"), (["id: tides"], "tides.md")], ids=["new", "copied"]
)
def test_two_articles_never_share_a_thread(
    folder: Path, library: Library, new_lines: list[str], kept: str
) -> None:
    put(folder, "renamed.md", "id: tides")
    put(folder, "tides.md", *new_lines)
    library.refresh()
    assert [article.path for article in library.published(NOON)] == [f"content/{kept}"]
    assert "its id 'tides' belongs to" in library.problems()[0].message


def test_a_change_on_disk_is_taken_in(folder: Path, library: Library) -> None:
    file = put(folder, "tides.md")
    library.refresh()
    before = library.article("tides", NOON)
    put(folder, "tides.md", "author: Ada", body="More.")
    put(folder, "moon.md")
    library.refresh()
    after = library.article("tides", NOON)
    assert before is not None
    assert after is not None
    assert (before.author, after.author) == ("", "Ada")
    assert before.digest != after.digest
    assert "More." in library.rendered(after).html
    assert "The sea." in library.rendered(before).html
    file.unlink()
    library.refresh()
    assert slugs(library) == ["moon"]


def test_nothing_is_read_again_without_a_change(folder: Path, library: Library) -> None:
    put(folder, "tides.md")
    library.refresh()
    before = library.published(NOON)
    library.refresh()
    assert library.published(NOON) is before
    assert library.rendered(before[0]) is library.rendered(before[0])


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\0",
        b"\xff",
        b"---\ntitle: a: b\n---\n",
        TIDES.replace("title", "titel").encode(),
        TIDES.replace("published:", "darft: true\npublished:").encode(),
    ],
)
def test_a_broken_version_leaves_the_last_good_one(
    folder: Path, library: Library, broken: bytes
) -> None:
    file = put(folder, "tides.md", body="Good.")
    put(folder, "moon.md")
    library.refresh()
    file.write_bytes(broken)
    library.refresh()
    kept = library.article("tides", NOON)
    assert kept is not None
    assert "Good." in library.rendered(kept).html
    assert set(told(library)) == {("content/tides.md", True)}
    put(folder, "tides.md", "draft: true")
    library.refresh()
    assert (slugs(library), library.problems()) == (["moon"], ())


def test_a_broken_version_of_a_draft_stays_hidden(folder: Path, library: Library) -> None:
    put(folder, "tides.md", "draft: true")
    library.refresh()
    put(folder, "tides.md", "draft: ture")
    library.refresh()
    assert (slugs(library), told(library)) == ([], [("content/tides.md", True)])


def test_a_link_may_not_lead_out_of_the_folder(
    tmp_path: Path, folder: Path, library: Library
) -> None:
    secret = put(tmp_path, "secret.md")
    put(tmp_path / "elsewhere", "index.md")
    put(folder, "tides.md")
    (folder / "out.md").symlink_to(secret)
    (folder / "outside").symlink_to(tmp_path / "elsewhere")
    (folder / "moon").mkdir()
    (folder / "moon" / "index.md").symlink_to(secret)
    (folder / "inside.md").symlink_to(folder / "tides.md")
    (folder / "nowhere.md").symlink_to(folder / "nothing")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    library.refresh()
    assert slugs(library) == ["tides", "inside"]
    assert told(library) == [
        (f"content/{name}", True)
        for name in ("loop.md", "moon/index.md", "nowhere.md", "out.md", "outside/index.md")
    ]


def test_what_a_link_led_to_stays_until_the_link_is_gone(folder: Path, library: Library) -> None:
    there = put(folder / "there", "tides.txt")
    (folder / "tides.md").symlink_to(there)
    for change, shown in ((None, ["tides"]), (there.unlink, ["tides"])):
        if change:
            change()
        library.refresh()
        assert slugs(library) == shown
    assert told(library) == [("content/tides.md", True)]
    (folder / "tides.md").unlink()
    library.refresh()
    assert (slugs(library), told(library)) == ([], [])


def test_pages_may_not_lead_out_of_the_folder(
    tmp_path: Path, folder: Path, library: Library
) -> None:
    put(tmp_path / "elsewhere", "secret.md")
    (folder / "pages").rmdir()
    (folder / "pages").symlink_to(tmp_path / "elsewhere")
    library.refresh()
    assert library.page("secret") is None
    assert told(library) == [("content/pages", True)]


def test_the_folder_itself_may_be_a_link(tmp_path: Path, folder: Path) -> None:
    put(folder, "tides.md")
    (tmp_path / "current").symlink_to(folder)
    library = Library(tmp_path / "current", Defaults(ZoneInfo("UTC")))
    library.refresh()
    assert [article.path for article in library.published(NOON)] == ["current/tides.md"]


def test_what_is_no_regular_file_is_not_opened(folder: Path, library: Library) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "dir.md").mkdir()
    put(folder, "tides.md")
    library.refresh()
    assert (slugs(library), told(library)) == (["tides"], [("content/pipe.md", True)])


def test_a_missing_folder_is_told_and_leaves_what_was_known(folder: Path, library: Library) -> None:
    put(folder, "tides.md")
    library.refresh()
    away = folder.rename(folder.with_name("away"))
    library.refresh()
    assert (slugs(library), told(library)) == (["tides"], [("content", True)])
    away.rename(folder)
    library.refresh()
    assert (slugs(library), library.problems()) == (["tides"], ())


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.md", b"a\nb\x1b[31m.md", "🎉.md".encode(), b"x" * 252 + b".md"]
)
def test_no_name_of_a_file_is_too_odd(folder: Path, library: Library, name: bytes) -> None:
    (folder / os.fsdecode(name)).write_text(TIDES)
    put(folder, "moon.md")
    library.refresh()
    assert "moon" in slugs(library)
    assert all(content.slug for content in library.contents())
    assert all(str(problem).isprintable() for problem in library.problems())
    assert len(library.contents()) + len(library.problems()) == 2


def test_a_text_that_cannot_be_rendered_is_shown_as_typed(
    folder: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, "deep.md", body='<div markdown="1">\n' * 500 + "</div>\n" * 500)
    put(folder, "tides.md")
    library.refresh()
    deep, tides = library.article("deep", NOON), library.article("tides", NOON)
    assert deep is not None
    assert tides is not None
    for _ in range(2):
        assert "&lt;div markdown" in library.rendered(deep).html
    assert "The sea." in library.rendered(tides).html
    assert told(library) == [("content/deep.md", True)]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    put(folder, "deep.md", body="Mended.")
    library.refresh()
    assert library.problems() == ()


def test_a_problem_is_logged_once_when_it_appears(
    folder: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "tides.md").write_text("nothing")
    put(folder, "moon.md", "foo: bar")
    library.refresh_if_stale()
    library.refresh_if_stale()
    assert [(r.name, r.levelname) for r in caplog.records] == [
        ("gloss.articles", "WARNING"),
        ("gloss.articles", "ERROR"),
    ]
    assert caplog.messages[0].startswith("content/moon.md:4: warning: the key 'foo'")


def test_within_a_second_the_disk_is_not_looked_at_again(folder: Path, library: Library) -> None:
    library.refresh_if_stale()
    put(folder, "tides.md")
    library.refresh_if_stale()
    assert slugs(library) == []
    library.refresh()
    assert slugs(library) == ["tides"]


def test_a_file_that_may_not_be_read_is_told_and_tried_again(
    readable_folder: Path,
) -> None:
    file = put(readable_folder, "tides.md")
    put(readable_folder, "moon/index.md")
    library = Library(readable_folder, Defaults(ZoneInfo("UTC")))
    library.refresh()
    file.chmod(0)
    (readable_folder / "moon").chmod(0)
    with without_privileges():
        library.refresh()
    assert slugs(library) == ["tides", "moon"]
    assert told(library) == [
        (f"{readable_folder.name}/moon/index.md", True),
        (f"{readable_folder.name}/tides.md", True),
    ]
    (readable_folder / "moon").chmod(0o755)
    file.chmod(0o644)
    with without_privileges():
        library.refresh()
    assert (slugs(library), library.problems()) == (["tides", "moon"], ())


def test_every_thread_waits_for_the_first_scan(folder: Path, library: Library) -> None:
    for number in range(100):
        put(folder, f"a{number}.md")
    start = threading.Barrier(8)
    seen: list[int] = []

    def read() -> None:
        start.wait()
        library.refresh_if_stale()
        seen.append(len(library.published(NOON)))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [100] * 8


def test_files_may_come_and_go_while_they_are_read(folder: Path, library: Library) -> None:
    put(folder, "moon.md")
    library.refresh()
    is_over = threading.Event()

    def come_and_go() -> None:
        while not is_over.is_set():
            put(folder, "tides.md", body="x" * 5000).unlink()

    writer = threading.Thread(target=come_and_go)
    writer.start()
    try:
        for _ in range(200):
            library.refresh()
            assert "moon" in slugs(library)
    finally:
        is_over.set()
        writer.join()
    library.refresh()
    assert (slugs(library), library.problems()) == (["moon"], ())


hostile = st.binary(max_size=300) | st.builds(
    lambda head, body: b"---\ntitle: x\npublished: 2026-01-01\n" + head + b"\n---\n" + body,
    st.binary(max_size=40)
    | st.sampled_from([b"draft: false", b"tags: a", b"id: x", b"slug: tides"]),
    st.text(st.sampled_from("#*_`[]()<>!|:-=~^\n\n  \tab{}/&;\x02\x03é"), max_size=60).map(
        str.encode
    ),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hostile)
def test_no_file_whatever_hurts_another(folder: Path, library: Library, source: bytes) -> None:
    put(folder, "moon.md")
    library.refresh()
    (folder / "hostile.md").write_bytes(source)
    (folder / "pages" / "hostile.md").write_bytes(source)
    library.refresh()
    moon = library.article("moon", NOON)
    assert moon is not None
    assert library.rendered(moon).html == "<p>The sea.</p>"
    for content in library.contents():
        library.rendered(content)
    assert all(problem.path.endswith("hostile.md") for problem in library.problems())
    (folder / "hostile.md").unlink()
    (folder / "pages" / "hostile.md").unlink()
    library.refresh()
    assert (slugs(library), library.problems()) == (["moon"], ())
