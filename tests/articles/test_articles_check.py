"""The command that tells an author what to mend."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from gloss.articles import library
from gloss.articles.checks.lint import NO_ALT_MEND
from gloss.articles.front_matter.findings import MISSING_MENDS
from gloss.pictures import stripping
from gloss.pictures.facts import SAVE_MEND
from tests.pictures.darkroom import photo

TIDES = "---\ntitle: Tides\nsummary: Sea\npublished: 2026-01-02\n---\nThe sea."


def test_a_sound_folder_passes(app: Flask, content_dir: Path) -> None:
    (content_dir / "tides.md").write_text(
        "---\ntitle: Tides\nsummary: Sea\npublished: 2026-01-02\n---\nThe sea."
    )
    result = FlaskCliRunner(app).invoke(args=["articles", "check"])
    assert (result.exit_code, result.output) == (0, "1 articles, 0 pages: 0 errors, 0 warnings\n")


def test_each_problem_is_told_with_file_line_and_mend(app: Flask, content_dir: Path) -> None:
    (content_dir / "tides.md").write_text("---\ntitle: Tides\ndarft: true\n---\n")
    (content_dir / "moon.md").write_text(
        "---\ntitle: Moon\nsummary: Moon\npublished: 2026-01-02\nfoo: bar\n---\n"
    )
    result = FlaskCliRunner(app).invoke(args=["articles", "check"])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "content/moon.md:5: warning: the key 'foo' is not known and is ignored -> remove it",
        f"content/tides.md:1: error: published is missing -> {MISSING_MENDS['published']}",
        "content/tides.md:3: error: the key 'darft' is not known -> did you mean draft?",
        "1 articles, 0 pages: 2 errors, 1 warnings",
    ]


def test_pictures_are_checked_too(app: Flask, content_dir: Path) -> None:
    text = "---\ntitle: Moon\nsummary: M\npublished: 2026-01-02\n---\nThe moon.\n\n![](moon.jpg)\n"
    (content_dir / "moon.md").write_text(text)
    (content_dir / "moon.jpg").write_bytes(photo()[:5000])
    result = FlaskCliRunner(app).invoke(args=["articles", "check"])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"content/moon.md:8: warning: the picture moon.jpg has no alt text -> {NO_ALT_MEND}",
        f"content/moon.md:8: warning: the picture moon.jpg: {stripping.CUT} -> {SAVE_MEND}",
        "1 articles, 0 pages: 0 errors, 2 warnings",
    ]


def test_warnings_alone_pass(app: Flask, content_dir: Path) -> None:
    (content_dir / "moon.md").write_text(
        "---\ntitle: Moon\nsummary: Moon\npublished: 2026-01-02\nfoo: bar\n---\n"
    )
    assert FlaskCliRunner(app).invoke(args=["articles", "check"]).exit_code == 0


def test_every_file_is_read_afresh(app: Flask, content_dir: Path, opened: list[Path]) -> None:
    file = content_dir / "tides.md"
    file.write_text(TIDES)
    library.current().refresh()
    opened.clear()
    FlaskCliRunner(app).invoke(args=["articles", "check"])
    assert set(opened) == {file}


@pytest.mark.parametrize("slug", ["search", "tags", "about"])
def test_a_page_that_gloss_itself_hides_is_told(app: Flask, content_dir: Path, slug: str) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "us.md").write_text(
        f"---\ntitle: Us\nslug: {slug}\nsummary: Us\n---\nUs."
    )
    said = FlaskCliRunner(app).invoke(args=["articles", "check"]).output
    assert ("nobody sees it" in said) == (slug != "about")
