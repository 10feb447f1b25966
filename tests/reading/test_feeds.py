"""Feeds: of articles as Atom and JSON, of comments as Atom, and nothing that is not public."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from gloss.reading import feeds
from gloss.reading.page_cache import PageCache
from gloss.settings import Settings
from tests.cast import Visitor, a_moderator, an_article
from tests.pictures.darkroom import photo
from tests.reading.machines import an_article_saying, atom, json_feed

ODD = "<b>&\"'</b> ]]> </content> &amp; \u202e 🌊"
COMMENTS = ("/comments/feed.atom", "/articles/tides/comments/feed.atom")


def test_both_kinds_hold_the_newest_articles_with_their_whole_text(
    client: FlaskClient, content_dir: Path
) -> None:
    for number in range(feeds.NEWEST + 1):
        text = f"It is **wave** {number}."
        an_article_saying(content_dir, text, f"wave-{number}", published=f"2026-01-{number + 1:02}")
    entries, items = atom(client).entries, json_feed(client)["items"]
    assert [entry.title for entry in entries] == [f"Wave-{n}" for n in range(20, 0, -1)]
    assert [item["title"] for item in items] == [entry.title for entry in entries]
    for html in (entries[0].content[0].value, items[0]["content_html"]):
        assert "It is <strong>wave</strong> 20." in html


def test_an_entry_says_who_wrote_it_about_what_and_when_it_changed(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(
        content_dir,
        author="[Ada, Bo]",
        updated="2026-02-03",
        summary="In and out.",
        tags="[Sea, Moon]",
    )
    entry, item = atom(client).entries[0], json_feed(client)["items"][0]
    assert [author.name for author in entry.authors] == ["Ada", "Bo"]
    assert entry.summary == "In and out."
    assert (entry.published, entry.updated) == (
        "2026-01-02T00:00:00+00:00",
        "2026-02-03T00:00:00+00:00",
    )
    assert [tag.term for tag in entry.tags] == item["tags"] == ["Sea", "Moon"]
    assert item["authors"] == [{"name": "Ada"}, {"name": "Bo"}]
    assert item["date_modified"] == entry.updated
    assert atom(client).feed.updated == entry.updated


def test_every_link_in_a_text_is_whole(client: FlaskClient, content_dir: Path) -> None:
    text = """[here](#low) [there](/about) [beside](dunes) [out](https://example.org/x?a=1&b=2)

![A chart](chart.png) <video src="ebb.mp4" poster="/still.jpg"></video>

Tides[^1]

[^1]: A note.
"""
    (content_dir / "chart.png").write_bytes(photo(kind="PNG"))
    an_article_saying(content_dir, text)
    page = "http://localhost/articles/tides"
    for html in (
        atom(client).entries[0].content[0].value,
        json_feed(client)["items"][0]["content_html"],
    ):
        assert f'href="{page}#low"' in html
        assert 'href="http://localhost/about"' in html
        assert 'href="http://localhost/articles/dunes"' in html
        assert 'src="http://localhost/pictures/from/' in html
        assert 'src="http://localhost/articles/ebb.mp4"' in html
        assert f'href="{page}#fn:1"' in html
        assert "https://example.org/x?a=1&amp;b=2" in html


def test_a_text_leaves_behind_what_works_only_on_its_page(
    client: FlaskClient, content_dir: Path
) -> None:
    text = '<script>alert(1)</script><iframe src="/x"></iframe><p onclick="x()">Low</p>'
    an_article_saying(content_dir, text)
    html = json_feed(client)["items"][0]["content_html"]
    assert "Low" in html
    assert not any(odd in html for odd in ("script", "iframe", "onclick"))


def test_odd_text_breaks_no_feed(client: FlaskClient, content_dir: Path) -> None:
    quoted = "'" + ODD.replace("'", "''") + "'"
    not_in_xml = "\x01\x0b\uffff\x7f"
    an_article_saying(content_dir, ODD + not_in_xml, title=quoted, tags=f"[{quoted}]")
    assert atom(client).entries[0].title == ODD
    assert json_feed(client)["items"][0]["title"] == ODD


def test_an_id_outlives_a_new_address(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, id="the tides/1", slug="ebb")
    entry, item = atom(client).entries[0], json_feed(client)["items"][0]
    assert entry.id == item["id"] == "http://localhost/articles/the%20tides%2F1"
    assert entry.link == item["url"] == "http://localhost/articles/ebb"


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_tag_and_an_author_have_feeds_of_their_own(
    client: FlaskClient, content_dir: Path, kind: str
) -> None:
    an_article(content_dir, "tides", tags="[Sea]", author="Ada")
    an_article(content_dir, "dunes", tags="[Sand]", author="Bo")
    for page in ("/tags/sea", "/authors/ada"):
        address = f"{page}/feed.{kind}"
        assert f'href="{address}"' in client.get(page).text
        feed = client.get(address).text
        assert "Tides" in feed
        assert "Dunes" not in feed
        assert address in feed
    for nowhere in (f"/tags/x/feed.{kind}", f"/authors/x/feed.{kind}", "/feed.rss"):
        assert client.get(nowhere).status_code == 404


def test_drafts_and_coming_articles_are_in_no_feed(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "unfinished", draft="true", tags="[sea]")
    an_article(content_dir, "tomorrow", published="2999-01-01", tags="[sea]")
    assert atom(client).entries == json_feed(client)["items"] == []
    assert client.get("/tags/sea/feed.atom").status_code == 404
    assert client.get("/articles/tomorrow/comments/feed.atom").status_code == 404


def test_texts_that_are_too_long_together_are_left_to_their_pages(
    client: FlaskClient, content_dir: Path
) -> None:
    for number in range(3):
        text = "low and high " * 40_000
        an_article_saying(content_dir, text, f"long-{number}", summary=f"Summary {number}.")
    an_article(content_dir, "last", published="2025-01-01")
    assert len(client.get("/feed.atom").data) < feeds.MOST_CHARACTERS * 1.1
    items = json_feed(client)["items"]
    assert [item.get("content_text") for item in items] == [None, "Summary 1.", "Summary 0.", None]
    entries = atom(client).entries
    assert ["content" in entry for entry in entries] == [True, False, False, True]
    assert entries[2].summary == "Summary 0."


@pytest.mark.parametrize("address", COMMENTS)
def test_a_comment_is_in_the_feeds_from_its_approval_on_and_no_longer(
    app: Flask, client: FlaskClient, content_dir: Path, address: str
) -> None:
    an_article(content_dir)
    before = client.get(address).data
    comment = Visitor(client).posted("Under *the* moon. <script>x</script>")
    assert client.get(address).data == before
    mo = a_moderator(app)
    mo.decides(comment.id, "approval")
    [entry] = atom(client, address).entries
    assert entry.title == "Ada on Tides"
    assert "Under <em>the</em> moon." in entry.content[0].value
    assert "<script>x" not in client.get(address).text
    assert entry.link == f"http://localhost/articles/tides/comments/{comment.id}"
    assert entry.updated >= entry.published
    mo.undoes(1)
    assert client.get(address).data == before


@pytest.mark.parametrize("decision", ["rejection", "spam"])
def test_a_refused_comment_is_in_no_feed(
    app: Flask, client: FlaskClient, content_dir: Path, decision: str
) -> None:
    an_article(content_dir)
    comment = Visitor(client).posted("Refused words.")
    a_moderator(app).decides(comment.id, decision)
    for address in COMMENTS:
        assert "Refused words" not in client.get(address).text


def test_comments_on_a_hidden_article_are_in_no_feed(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    file = an_article(content_dir)
    comment = Visitor(client).posted("Soon hidden.")
    a_moderator(app).decides(comment.id, "approval")
    assert "Soon hidden." in client.get("/comments/feed.atom").text
    file.unlink()
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.library.refresh()
    assert "Soon hidden." not in client.get("/comments/feed.atom").text
    assert client.get("/articles/tides/comments/feed.atom").status_code == 404


def test_feeds_of_articles_outlive_the_database_and_those_of_comments_ask_for_patience(
    tmp_path: Path, content_dir: Path
) -> None:
    an_article(content_dir)
    lost = "sqlite:////nowhere/gloss.db"
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    client = app.test_client()
    assert client.get("/feed.atom").status_code == 200
    for address in COMMENTS:
        response = client.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")


def test_a_feed_that_did_not_change_costs_no_bytes(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    etag = client.get("/feed.atom").headers["ETag"]
    assert client.get("/feed.atom", headers={"If-None-Match": etag}).status_code == 304
