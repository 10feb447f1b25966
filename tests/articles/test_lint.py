"""What `flask articles check` says of texts that are sound, and what `--fix` does about it."""

import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st

from gloss import clock
from gloss.articles import rendering
from gloss.articles.checks import lint
from tests.cast import an_article

HEAD = "---\ntitle: Tides\nsummary: Sea\npublished: 2026-01-02\n---\n"
TEXT_STARTS = 6  # line


def check(app: Flask, *options: str) -> list[str]:
    result = FlaskCliRunner(app).invoke(args=["articles", "check", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.output.splitlines()[:-1]


def told(app: Flask, content_dir: Path, body: str) -> list[tuple[int, str]]:
    """Return what is said of ``body``: its line, where 0 is the text's first, and the message."""
    (content_dir / "tides.md").write_text(HEAD + body)
    said = [line.split(": ", 2) for line in check(app) if line.startswith("content/tides.md")]
    assert all(kind == "warning" for _, kind, _ in said), said
    return [
        (int(place.split(":")[1]) - TEXT_STARTS, message.split(" -> ")[0])
        for place, _, message in said
    ]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("We need:\n- salt\n- sea\n", [1]),
        ("We need:\n1. salt\n2. sea\n", [1]),
        ("We\nneed:\n* salt\n\nAnd:\n+ sea\n", [2, 5]),
        ("## Needs\nThese:\n- salt\n", [2]),
        ("We need:\n\n- salt\n- sea\n", []),
        ("- salt\n- sea\n  more\n- sand\n", []),
        ("## Needs\n- salt\n", []),
        ("It was in\n1986. A great year.\n", []),
        ("Ebb – flood\n-5 degrees\n", []),
        ("> We need:\n- salt\n", []),
        ("```\nWe need:\n- salt\n```\n", []),
        ("```\nx ```\nWe need:\n- salt\n", []),
        ("~~~~\n~~~\na\n- salt\n~~~~\nWe need:\n- salt\n", [6]),
        ("<pre>\nDiff\n+ salt\n</pre>\n", []),
        ("<pre>x</pre>\n\nWe need:\n- salt\n", [3]),
        ("<!--\nWe need:\n- salt\n-->\n", []),
        ("!!! note\n    We need:\n    - salt\n", []),
        ("a | b\n- | -\n- c | d\n", []),
        ("Term\n: Meaning\n- no list\n", []),
        ("Needs\n-----\n- salt\n", []),
        ("", []),
    ],
)
def test_a_list_that_would_not_show_is_told(
    app: Flask, content_dir: Path, body: str, lines: list[int]
) -> None:
    message = "this list is shown as part of the paragraph above it"
    assert told(app, content_dir, body) == [(line, message) for line in lines]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("## One\n#### Three\n", [1]),
        ("# One\n## Two\n### Three\n# One\n", []),
        ("### First\n## Second\n### Third\n", [0]),
        ("One\n===\n\n### Three\n", [3]),
        ("One\n---\n\n### Two\n", []),
        ("Text\n\n---\n\nMore\n", []),
        ("```\n# comment\n#### no heading\n```\n", []),
        ("## One\n\n## Two\n\n##### Five\n\n##### Five\n", [4]),
    ],
)
def test_a_heading_that_skips_a_level_is_told(
    app: Flask, content_dir: Path, body: str, lines: list[int]
) -> None:
    said = told(app, content_dir, body)
    assert [line for line, message in said if "heading" in message] == lines
    assert len(said) == len(lines)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("![](sea.jpg)", 1),
        ("![ ][sea]\n\n[sea]: sea.jpg", 1),
        ("![the sea](sea.jpg)", 0),
        ('<img src="sea.jpg">', 1),
        ('<img src="sea.jpg" alt="">', 0),
        ("Write `![](x.jpg)` or ``<img src='x'>``.", 0),
        ("```\n![](x.jpg)\n```", 0),
    ],
)
def test_a_picture_without_a_text_is_told(
    app: Flask, content_dir: Path, body: str, count: int
) -> None:
    said = told(app, content_dir, body)
    assert sum("has no alt text" in message for _, message in said) == count


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("/articles/ebb", ""),
        ("ebb", ""),
        ("/articles/ebb#the-moon", ""),
        ("http://localhost/articles/ebb#the-moon", ""),
        ("/articles/old-ebb", ""),
        ("/old/ebb/", ""),
        ("/", ""),
        ("/tags/", ""),
        ("/tags/sea", ""),
        ("/about", ""),
        ("/favicon.ico", ""),
        ("#low", ""),
        ("#comments", ""),
        ("#", ""),
        ("", ""),
        ("mailto:ada@example.org", ""),
        ("https://example.org/articles/none", ""),
        ("//example.org/none", ""),
        ("/articles/none", "leads to nothing here"),
        ("none", "leads to nothing here"),
        ("/none", "leads to nothing here"),
        ("/none/at/all", "leads to nothing here"),
        ("/tags/moon", "leads to nothing here"),
        ("/articles/soon", "leads to what is not public"),
        ("/articles/ebb#the-sun", "leads to no heading of that text"),
        ("#none", "leads to no heading of that text"),
        ("/about#none", "leads to no heading of that text"),
        ("http://[x", "is no address"),
    ],
)
def test_a_link_within_the_site_that_leads_to_nothing_is_told(
    app: Flask, content_dir: Path, link: str, said: str
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About\nsummary: Us\n---\n")
    ebb = an_article(content_dir, "ebb", summary="Ebb", aliases="[old-ebb, /old/ebb]", tags="[sea]")
    ebb.write_text(ebb.read_text() + "\n## The Moon\n")
    an_article(content_dir, "soon", summary="Soon", draft="true")
    body = f"## Low\n\nSee\n[it]({link})."
    assert told(app, content_dir, body) == ([(3, f"the link {link} {said}")] if said else [])


def test_what_the_head_lacks_is_told(app: Flask, content_dir: Path) -> None:
    an_article(content_dir, review_due="2026-02-01")
    overdue, bare = check(app)
    assert overdue.startswith("content/tides.md:1: warning: its review was due on 2026-02-01 -> ")
    assert bare.startswith("content/tides.md:1: warning: there is no summary -> add a line summary")
    an_article(content_dir, review_due=str(clock.now().date()), summary="Sea")
    assert check(app) == []


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
@pytest.mark.parametrize("last", [b"", b"\n", b" \t\n\n"], ids=["no end", "end", "more"])
def test_a_fix_adds_empty_lines_and_changes_nothing_else(
    app: Flask, content_dir: Path, ends: bytes, mark: bytes, last: bytes
) -> None:
    file = content_dir / "tides.md"
    head = mark + HEAD.encode()
    before = head + b"We need:\n- salt  \n- sea\n\nAnd\n* sand\t" + last
    after = head + b"We need:\n\n- salt  \n- sea\n\nAnd\n\n* sand\t" + last
    file.write_bytes(before.replace(b"\n", ends))
    file.chmod(0o640)
    assert check(app, "--fix") == [
        f"content/tides.md:{line}: mended: an empty line was put above the list" for line in (7, 11)
    ]
    assert file.read_bytes() == after.replace(b"\n", ends)
    assert file.stat().st_mode & 0o777 == 0o640
    assert check(app, "--fix") == []
    assert [each.name for each in content_dir.iterdir()] == ["tides.md"]


def test_a_fix_mends_only_what_becomes_a_list(app: Flask, content_dir: Path) -> None:
    body = "<div>\nDiff\n+ salt\n</div>\n\nWe need:\n- salt\n"
    (content_dir / "tides.md").write_text(HEAD + body)
    check(app, "--fix")
    mended = body.replace("need:\n- ", "need:\n\n- ")
    assert (content_dir / "tides.md").read_text() == HEAD + mended


def test_a_fix_leaves_alone_what_it_cannot_read(app: Flask, content_dir: Path) -> None:
    broken = b"---\ntitle: a: b\n---\nWe need:\n- salt\xff\n"
    (content_dir / "broken.md").write_bytes(broken)
    assert len(check(app, "--fix")) == 1
    assert (content_dir / "broken.md").read_bytes() == broken


marks = st.text(st.sampled_from("#-*+1. >|`~!/[]():=\n\n  ab\t<"), max_size=80)


@given(marks | st.text())
def test_no_text_is_too_odd_to_be_looked_at(body: str) -> None:
    body = body.replace("\r", "\n")
    for flaw in lint.of_text(body, 1):
        assert 1 <= flaw.line <= body.count("\n") + 1


@given(marks)
def test_an_empty_line_above_a_hidden_list_never_loses_a_word(body: str) -> None:
    lines = body.split("\n")
    for index in reversed(lint.hidden_lists(lint.prose(body))):
        lines.insert(index, "")
    before, after = rendering.render(body).html, rendering.render("\n".join(lines)).html
    assert after.count("<li") >= before.count("<li")


@pytest.mark.parametrize(
    "part",
    [
        "a\n- b\n",
        "`",
        "![",
        "<img ",
        "#",
        "- ",
        "a\n",
        "a|",
        "~~~\n",
        "<img " + "x" * 1990,
        "[x]: ",
    ],
)
def test_ten_times_the_text_takes_about_ten_times_as_long(part: str) -> None:
    short, long = part * (50_000 // len(part)), part * (500_000 // len(part))
    assert seconds_for(long) < 30 * max(seconds_for(short), 0.001)


def seconds_for(body: str) -> float:
    """Return the processor time that looking at ``body`` takes."""
    started = time.process_time()
    list(lint.of_text(body, 1))
    return time.process_time() - started
