"""Moving in: articles become files, comments keep threads, dates, states and names."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from gloss.comments.models import Comment, State
from gloss.database import db
from gloss.settings import ROOT
from tests.cast import an_article, comment_count
from tests.transfer.exports import WXR_HEAD, a_comment, a_post, disqus, isso, wxr

PICTURE = '<img src="https://old.example/a.jpg" alt="Shore" />'
CAPTION = f'[caption id="a" width="300"]{PICTURE} At low water[/caption]'
BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def imported(app: Flask, *arguments: str) -> str:
    """Run ``flask import``; return what it said."""
    result = app.test_cli_runner().invoke(args=["import", *arguments])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    return result.output


def refused(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["import", *arguments])
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def comments() -> list[Comment]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def test_a_post_becomes_a_file_with_all_that_was_known_of_it(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    content = (
        "<!-- wp:paragraph -->First <em>line</em>.\n\nSecond.<!-- /wp:paragraph -->\n" + CAPTION
    )
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", content=content, excerpt="In short.")))
    written = (content_dir / "tides.md").read_text()
    for expected in (
        'title: "Tides"',
        'summary: "In short."',
        'author: "Ada Lovelace"',
        'tags: ["The sea", "Moon"]',
        'aliases: ["/2019/05/tides/"]',
        'published: "2019-05-01T10:00:00+00:00"',
        "First *line*.\n\nSecond.",
        '![Shore](https://old.example/a.jpg "At low water")',
    ):
        assert expected in written
    page = app.test_client().get("/articles/tides")
    assert page.status_code == 200
    assert "Ada Lovelace" in page.text
    assert app.test_client().get("/2019/05/tides/").status_code == 301


@pytest.mark.parametrize(
    "given",
    [{"status": "draft"}, {"status": "private"}, {"password": "open sesame"}, {"date": ""}],
    ids=str,
)
def test_what_was_not_public_comes_as_a_draft(
    app: Flask, content_dir: Path, tmp_path: Path, given: dict[str, str]
) -> None:
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", **given)))
    assert "draft: true" in (content_dir / "tides.md").read_text()
    assert app.test_client().get("/articles/tides").status_code == 404


def test_what_is_to_come_comes_at_its_moment(app: Flask, tmp_path: Path) -> None:
    future = a_post("tides", status="future", date="2999-01-01 10:00:00")
    imported(app, "wordpress", wxr(tmp_path, future))
    assert app.test_client().get("/articles/tides").status_code == 404


def test_a_page_becomes_a_page(app: Flask, content_dir: Path, tmp_path: Path) -> None:
    imported(app, "wordpress", wxr(tmp_path, a_post("about", kind="page")))
    assert app.test_client().get("/about").status_code == 200
    assert "0 new (1 were here) articles" in imported(
        app, "wordpress", str(tmp_path / "wordpress.xml")
    )


def test_comments_keep_their_threads_dates_states_and_names(app: Flask, tmp_path: Path) -> None:
    post = a_post(
        "tides",
        a_comment(3, "An <b>answer</b>.", name="Bo &amp; Co", parent="1"),
        a_comment(1, "A question?"),
        a_comment(4, "Wait.", state="0"),
        a_comment(5, "Buy.", state="spam"),
        a_comment(6, "Gone.", state="trash"),
        a_comment(7, "", kind="pingback"),
    )
    said = imported(app, "wordpress", wxr(tmp_path, post))
    question, answer, waiting, spam = comments()
    assert (question.author_name, question.email) == ("Ada", "ada@example.org")
    assert question.posted_at == datetime(2019, 5, 2, 10, 1, tzinfo=UTC)
    assert (answer.author_name, answer.parent_id) == ("Bo & Co", question.id)
    assert answer.text.strip() == "An **answer**."
    states = [one.state for one in (question, answer, waiting, spam)]
    assert states == [State.APPROVED, State.APPROVED, State.PENDING, State.SPAM]
    assert question.network == ""
    assert "Comments in the bin stay there." in said
    assert "A pingback is no comment." in said
    page = app.test_client().get("/articles/tides").text
    assert "2 comments" in page
    assert "A question?" in page
    assert "Buy." not in page


def test_an_import_makes_no_doubles_and_overwrites_nothing(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    export = wxr(tmp_path, a_post("tides", a_comment(1), a_comment(2, parent="1")))
    imported(app, "wordpress", export)
    (content_dir / "tides.md").write_text(
        (content_dir / "tides.md").read_text().replace("Words.", "Better words.")
    )
    (content_dir / "tides.md").rename(content_dir / "ebb.md")
    said = imported(app, "wordpress", export)
    assert "0 new (1 were here) articles and 0 new (2 were here) comments" in said
    assert comment_count() == 2
    assert [file.name for file in content_dir.glob("*.md")] == ["ebb.md"]
    assert "Better words." in (content_dir / "ebb.md").read_text()


def test_later_comments_join_those_that_are_here(app: Flask, tmp_path: Path) -> None:
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", a_comment(1))))
    more = a_post("tides", a_comment(1), a_comment(2, "Later.", parent="1"))
    assert "1 new (1 were here) comments" in imported(app, "wordpress", wxr(tmp_path, more))
    first, later = comments()
    assert later.parent_id == first.id
    assert "2 comments" in app.test_client().get("/articles/tides").text


def test_an_address_that_is_taken_gets_a_number(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    ours = an_article(content_dir).read_text()
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", a_comment(1))))
    assert (content_dir / "tides.md").read_text() == ours
    assert "Lovely." in app.test_client().get("/articles/tides-2").text
    assert "Lovely." not in app.test_client().get("/articles/tides").text


def test_a_rehearsal_says_what_would_be_lost_and_changes_nothing(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    content = "[gallery ids=&quot;1&quot;]<iframe src='https://video.example'></iframe>"
    attachment = a_post("photo", kind="attachment", number="2")
    export = wxr(tmp_path, a_post("tides", a_comment(1), content=content), attachment)
    said = imported(app, "wordpress", export, "--dry-run")
    assert "1 new articles and 1 new comments would come from wordpress https://old.example" in said
    assert "[gallery]" in said
    assert "<iframe>" in said
    assert "Pictures stay on the old site" in said
    assert (list(content_dir.iterdir()), comment_count()) == ([], 0)


def test_threads_of_disqus_find_the_articles_by_their_addresses(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    an_article(content_dir)
    said = imported(app, "disqus", disqus(tmp_path))
    question, answer, spam, lost = comments()
    assert (question.author_name, answer.parent_id) == ("Ada", question.id)
    assert question.text.strip() == "A [question](https://a.example)?"
    assert (spam.state, lost.state) == (State.SPAM, State.APPROVED)
    assert lost.thread.article_id == "lost"
    assert "waits until a moderator attaches it" in said
    assert "2 comments" in app.test_client().get("/articles/tides").text


def test_comments_of_isso_come_with_their_answers(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    an_article(content_dir)
    said = imported(app, "isso", isso(tmp_path))
    question, answer = comments()
    assert (question.text, question.posted_at.year) == ("A *question*?", 2019)
    assert (answer.author_name, answer.state) == ("Anonymous", State.PENDING)
    assert answer.parent_id == question.id
    assert "3 ×  Votes are not kept." in said


def test_a_folder_of_pages_and_texts_becomes_articles(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    (old / "notes").mkdir(parents=True)
    (old / "tides.html").write_text(
        "<html><head><title>Site | Tides</title><meta name=description content='In short.'></head>"
        "<body><nav>Menu</nav><main><h1>Tides</h1><time datetime='2018-03-04'></time>"
        "<p>The <strong>sea</strong>.</p><script>evil()</script></main></body></html>"
    )
    (old / "notes" / "dunes.txt").write_bytes("Dünen\n\nSand & *Wind*.".encode("cp1252"))
    imported(app, "folder", str(old))
    written = (content_dir / "tides.md").read_text()
    assert 'title: "Tides"' in written
    assert 'published: "2018-03-04T00:00:00+00:00"' in written
    assert "The **sea**." in written
    for unwanted in ("Menu", "evil"):
        assert unwanted not in written
    page = app.test_client().get("/articles/dunes").text
    assert "Dünen" in page
    assert "Sand &amp; *Wind*." in page
    assert app.test_client().get("/tides.html").status_code == 301


@pytest.mark.parametrize("head", [BOMB, EXTERNAL], ids=["entity bomb", "external entity"])
def test_xml_that_declares_anything_is_refused(
    app: Flask, content_dir: Path, tmp_path: Path, head: str
) -> None:
    hostile = head + WXR_HEAD.partition("?>")[2]
    export = wxr(tmp_path, a_post("tides", content="&b;"), head=hostile)
    for system in ("wordpress", "disqus"):
        assert "it may be a bomb" in refused(app, system, export)
    assert list(content_dir.iterdir()) == []


@pytest.mark.parametrize("content", ["", "no XML", "<rss>", "<rss/>", "\0", "<a>" * 5000])
def test_a_file_that_is_no_export_is_refused_in_words(
    app: Flask, tmp_path: Path, content: str
) -> None:
    (tmp_path / "export").write_text(content)
    for system in ("wordpress", "disqus", "isso"):
        if not (system == "isso" and content == ""):  # that is an empty database
            assert "Nothing was taken in" in refused(app, system, str(tmp_path / "export"))


def test_an_export_that_breaks_off_changes_nothing(
    app: Flask, content_dir: Path, tmp_path: Path
) -> None:
    export = Path(wxr(tmp_path, a_post("tides", a_comment(1)), a_post("ebb", number="2")))
    export.write_text(export.read_text()[:-200])
    assert "is not whole" in refused(app, "wordpress", str(export))
    assert (list(content_dir.iterdir()), comment_count()) == ([], 0)


HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>'


def test_html_in_comments_is_as_harmless_as_any_visitors(app: Flask, tmp_path: Path) -> None:
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", a_comment(1, HOSTILE, name=HOSTILE))))
    page = app.test_client().get("/articles/tides").text
    thread = page[page.index('id="comments"') :]
    for dangerous in ("onerror", "<script>alert", 'href="javascript:', "<img src=x"):
        assert dangerous not in thread


def test_answers_that_go_in_a_ring_or_to_nobody_stand_by_themselves(
    app: Flask, tmp_path: Path
) -> None:
    ring = [a_comment(1, parent="2"), a_comment(2, parent="1"), a_comment(3, parent="99")]
    other = a_post("ebb", a_comment(4, parent="3"), number="2")
    said = imported(app, "wordpress", wxr(tmp_path, a_post("tides", *ring), other))
    assert [one.parent_id for one in comments()] == [None] * 4
    assert "4 ×  An answer to a comment that is not there stands by itself." in said


def test_an_answer_that_is_dated_before_its_question_follows_it(app: Flask, tmp_path: Path) -> None:
    early = a_comment(1, parent="2", date="2001-01-01 00:00:00")
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", early, a_comment(2))))
    question, answer = comments()
    assert answer.parent_id == question.id


def test_html_that_is_nested_without_end_keeps_its_words(app: Flask, tmp_path: Path) -> None:
    deep = "<div>" * 3000 + "Words." + "</div>" * 3000
    imported(app, "wordpress", wxr(tmp_path, a_post("tides", content=deep)))
    assert "Words." in app.test_client().get("/articles/tides").text


READ_ALL = """
import re, sys
from pathlib import Path
from gloss.transfer.imports.spool import spooled
from gloss.transfer.imports.wordpress import WordPress
with spooled(WordPress(Path(sys.argv[1]))) as spool:
    print(sum(1 for _ in spool.comments()))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def test_memory_holds_a_piece_of_a_long_export(tmp_path: Path) -> None:
    few, many = (_kilobytes_for(number, tmp_path) for number in (100, 30_000))
    assert many - few < 15_000  # all of them take 21,000


def _kilobytes_for(number: int, folder: Path) -> int:
    """Read an export of one long thread in a process of its own; return the memory that took."""
    export = wxr(folder, a_post("tides", *(a_comment(n, "Words " * 10) for n in range(number))))
    command = [sys.executable, "-c", READ_ALL, export]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    count, kilobytes = map(int, ran.stdout.split())
    assert count == number
    return kilobytes
