"""The commands that make an article and give it another address."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from gloss import clock
from gloss.articles import library
from gloss.articles.article import Article
from tests.cast import Visitor, an_article, comment_count


def run(app: Flask, *words: str) -> str:
    """Run ``flask articles …`` and return what it says, whether it succeeds or not."""
    result = FlaskCliRunner(app).invoke(args=["articles", *words])
    assert result.exit_code == (1 if "Error: " in result.output else 0), result.output
    return result.output


def known(path: str) -> Article:
    shelf = library.current()
    shelf.refresh()
    found = shelf.snapshot.contents[path]
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("My subject", "my-subject.md"),
        ("What: it's #1 “now” & [never]", "what-it-s-1-now-never.md"),
        ("Микротоковый массаж", "микротоковый-массаж.md"),
        ("null", "null.md"),
        ("'x: #", "x.md"),
        ("a\\b\t c \n d", "a-b-c-d.md"),
    ],
)
def test_a_new_article_is_a_draft_with_its_title(
    app: Flask, content_dir: Path, title: str, name: str
) -> None:
    assert run(app, "new", title) == f"{content_dir / name}\n"
    found = known(f"content/{name}")
    assert found.title == " ".join(title.split())
    assert found.draft
    assert found.published <= clock.now()
    assert library.current().problems() == ()


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Tides", "content/tides.md has the address /articles/tides already"),
        ("🎉", "it holds no letter and no number"),
        ("", "it is empty"),
        ("x\x07", "control character"),
        ("Broken", "cannot be written: File exists"),
        ("Readme", "readme.md is for those who keep the files"),
        ("2026-01-02 Tides", "content/tides.md has the address /articles/tides already"),
        ("海" * 120, "cannot be written: File name too long"),
    ],
)
def test_a_new_article_overwrites_nothing(
    app: Flask, content_dir: Path, title: str, said: str
) -> None:
    an_article(content_dir)
    (content_dir / "broken.md").write_text("nothing")
    before = {file: file.read_bytes() for file in content_dir.iterdir()}
    assert said in run(app, "new", title)
    assert {file: file.read_bytes() for file in content_dir.iterdir()} == before


HEADS = {
    "YAML": "---\ntitle: Tides\npublished: 2026-01-02\n---\nThe sea.\n",
    "with aliases": (
        "---\naliases:\n  - ebb\n  # old\n\n# why\ntitle: Tides\ndate: 2026-01-02\n---\n"
    ),
    "with a list": "---\naliases: [ebb,\n  flow]\ntitle: Tides\npublished: 2026-01-02\n---\n",
    "with an id": "---\ntitle: Tides\npublished: 2026-01-02\nid: 'first: one'\n---\nThe sea.\n",
    "with a slug": "---\ntitle: Tides\nslug: tides\npublished: 2026-01-02\n---\nThe sea.\n",
    "TOML": "+++\ntitle = 'Tides'\ndate = 2026-01-02\n[params]\nx = 1\n+++\nThe sea.\n",
    "lines": "Title: Tides\nDate: 2026-01-02\n\nThe sea.\n",
    "lines alone": "Title: Tides\nDate: 2026-01-02",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_moved_article_keeps_its_thread_and_its_old_links(
    app: Flask, client: FlaskClient, content_dir: Path, head: str, ends: str
) -> None:
    file = content_dir / "tides.md"
    file.write_bytes(b"\xef\xbb\xbf" + head.replace("\n", ends).encode())
    before = known("content/tides.md")
    said = run(app, "move", "tides", "Waves & Sea")
    assert said.startswith(f"{content_dir / 'waves-sea.md'}\n/articles/tides leads to")
    assert not file.exists()
    after = known("content/waves-sea.md")
    assert (after.slug, after.article_id) == ("waves-sea", before.article_id)
    assert {*before.former_paths, "articles/tides"} == {*after.former_paths}
    assert client.get("/articles/tides").location == "/articles/waves-sea"
    source = (content_dir / "waves-sea.md").read_bytes()
    assert source.startswith(b"\xef\xbb\xbf")
    assert source.count(b"\r") == (source.count(b"\n") if ends == "\r\n" else 0)
    assert not any(problem.is_error for problem in library.current().problems())


def test_what_is_not_to_be_changed_stays_as_it_was(app: Flask, content_dir: Path) -> None:
    (content_dir / "tides.md").write_text(HEADS["with aliases"] + "Text \t\n\n\n  end")
    run(app, "move", "content/tides.md", "waves")
    assert (content_dir / "waves.md").read_text() == (
        '---\naliases: ["/articles/ebb", "/articles/tides"]\n  # old\n\n# why\ntitle: Tides\n'
        "date: 2026-01-02\nid: tides\n---\nText \t\n\n\n  end"
    )


def test_there_and_back_again_leaves_one_address(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    run(app, "move", "tides", "waves")
    run(app, "move", "waves", "tides")
    found = known("content/tides.md")
    assert (found.slug, found.article_id, found.former_paths) == (
        "tides",
        "tides",
        ("articles/waves",),
    )
    assert client.get("/articles/waves").location == "/articles/tides"


def test_a_folder_moves_with_its_pictures_and_a_day_stays_in_front(
    app: Flask, content_dir: Path
) -> None:
    folder = content_dir / "2026-01-02-tides"
    folder.mkdir()
    (folder / "index.md").write_text("---\ntitle: Tides\n---\nThe sea.\n")
    (folder / "sea.jpg").write_bytes(b"x")
    run(app, "move", "tides", "waves")
    moved = content_dir / "2026-01-02-waves"
    assert sorted(file.name for file in moved.iterdir()) == ["index.md", "sea.jpg"]
    assert known("content/2026-01-02-waves/index.md").article_id == "tides"


def test_an_address_may_look_like_a_day(app: Flask, client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    run(app, "move", "tides", "2025-12-31-tides")
    found = known("content/2025-12-31-tides.md")
    assert (found.slug, found.article_id, found.published.year) == (
        "2025-12-31-tides",
        "tides",
        2026,
    )
    assert client.get("/articles/tides").location == "/articles/2025-12-31-tides"


def test_a_comment_stays_with_its_article(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    before = Visitor(client).posted("Here to stay.").thread_id
    run(app, "move", "tides", "waves")
    library.current().refresh()
    after = Visitor(client).posted("Me too.", "tides")
    assert (after.thread_id, comment_count()) == (before, 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nowhere", "waves", "There is no article nowhere that can be read"),
        ("tides", "🎉", "holds no letter and no number"),
        ("tides", "ebb", "content/ebb.md has the address /articles/ebb already"),
        ("tides", "broken", "There is a file or folder broken.md already"),
        ("tides", "tides", "content/tides.md has the address /articles/tides already"),
        ("link", "waves", "link.md is a link"),
        ("tides", "readme", "readme.md is for those who keep the files"),
        ("odd", "waves", "cannot be changed safely. Add to it yourself: id: odd and aliases"),
        ("tides", "海" * 120, "cannot be moved: File name too long"),
    ],
)
def test_what_cannot_be_moved_stays_and_is_told(
    app: Flask, content_dir: Path, old: str, new: str, said: str
) -> None:
    for slug in ("tides", "ebb"):
        an_article(content_dir, slug)
    (content_dir / "link.md").symlink_to(content_dir / "ebb.md")
    (content_dir / "broken.md").write_text("nothing")
    (content_dir / "odd.md").write_text("---\n{title: Odd, published: 2026-01-02}\n---\n")
    names = sorted(file.name for file in content_dir.iterdir())
    assert said in run(app, "move", old, new)
    assert sorted(file.name for file in content_dir.iterdir()) == names
    assert library.current().article("tides", clock.now()) is not None


def test_an_article_whose_newest_version_is_broken_stays(app: Flask, content_dir: Path) -> None:
    file = an_article(content_dir)
    library.current().refresh()
    file.write_text("---\ntitle: a: b\n---\n")
    assert "has an error: mend it first" in run(app, "move", "tides", "waves")
    assert file.exists()


@pytest.mark.parametrize(("old", "new"), [("tides", "ebb"), ("tides-ru", "prilivy")])
@pytest.mark.parametrize("is_in_folder", [False, True])
def test_versions_of_an_article_stay_together_when_one_moves(
    app: Flask, content_dir: Path, old: str, new: str, is_in_folder: bool
) -> None:
    files = [an_article(content_dir), an_article(content_dir, "tides.ru")]
    if is_in_folder:
        (content_dir / "tides").mkdir()
        for file, name in zip(files, ("index.md", "index.ru.md"), strict=True):
            file.rename(content_dir / "tides" / name)
    run(app, "move", old, new)
    shelf = library.current()
    shelf.refresh()
    slugs = {"tides", "tides-ru"} - {old} | {new}
    for slug in slugs:
        moved = shelf.article(slug, clock.now())
        assert moved is not None
        assert {version.slug for version in shelf.versions(moved, clock.now())} == slugs
        assert moved.language == ("ru" if slug in {"tides-ru", "prilivy"} else "")
    assert shelf.problems() == ()
