"""Links to headings still land after the headings were reworded, moved, or taken out."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from app import create_app
from gloss import database
from gloss.articles import addresses, anchors
from gloss.articles.anchors import MOST_FORMER
from gloss.articles.models import KnownAnchors
from gloss.articles.rendering import Heading
from gloss.reading.anchor_following import AnchorBook
from gloss.settings import Settings
from tests.cast import Browser, Visitor, a_moderator, an_article

IDS = re.compile(r'\sid="([^"]*)"')
Rewrite = Callable[..., str]


class Follower:
    """What the follower's thread does each second."""

    def __init__(self, app: Flask) -> None:
        self._edition = app.extensions["gloss.pages"].edition
        self._anchors = AnchorBook(app, self._edition)

    def looks(self) -> None:
        self._edition.follow()
        self._anchors.follow()


@pytest.fixture
def rewrite(app: Flask, client: FlaskClient, content_dir: Path) -> Rewrite:
    """Give the article these headings, let somebody read it, and return the page after that."""
    follower = Follower(app)

    def rewrite(*headings: str, slug: str = "tides") -> str:
        file = an_article(content_dir, slug, id="tides")
        marked = (h if h.startswith("#") else f"## {h}" for h in headings)
        file.write_text(file.read_text() + "".join(f"\n{h}\n\nText.\n" for h in marked))
        follower.looks()
        client.get(f"/articles/{slug}")
        follower.looks()
        return client.get(f"/articles/{slug}").text

    return rewrite


def lands_at(page: str, anchor: str) -> str:
    """Return the text of the heading in which the target ``anchor`` is."""
    for heading in re.findall(r"<h\d[^>]*>.*?</h\d>", page):
        if f'id="{anchor}"' in heading:
            return re.sub("<[^>]*>", "", heading)
    return ""


def test_a_link_to_a_reworded_heading_lands_at_it(rewrite: Rewrite) -> None:
    rewrite("How it works", "What it costs", "Sources of error")
    page = rewrite("How it works", "What a course costs", "Sources of error")
    assert '<h2 id="what-a-course-costs"><span class="former" id="what-it-costs"></span>' in page
    assert lands_at(page, "what-it-costs") == "What a course costs"


def test_it_lands_after_several_rewordings_in_a_row(rewrite: Rewrite) -> None:
    for reworded in ("Ebb", "Low water", "When the sea is gone"):
        page = rewrite("Before", reworded, "After")
    assert lands_at(page, "ebb") == "When the sea is gone"
    assert lands_at(page, "low-water") == "When the sea is gone"


def test_a_heading_of_another_script_is_followed_too(rewrite: Rewrite) -> None:
    rewrite("Польза массажа", "Вред")
    page = rewrite("Польза лёгкого массажа", "Вред")
    assert lands_at(page, "польза-массажа") == "Польза лёгкого массажа"


def test_a_heading_that_was_moved_and_reworded_is_found_by_its_words(rewrite: Rewrite) -> None:
    rewrite("What it costs", "Risks", "Alternatives")
    page = rewrite("Risks", "Alternatives", "What it costs today")
    assert lands_at(page, "what-it-costs") == "What it costs today"


def test_a_heading_that_was_taken_out_leads_to_the_section_before_it(rewrite: Rewrite) -> None:
    rewrite("Ebb", "Slack water", "Flood")
    page = rewrite("Ebb", "Flood")
    assert lands_at(page, "slack-water") == "Ebb"


def test_a_heading_that_comes_back_has_its_anchor_to_itself(rewrite: Rewrite) -> None:
    rewrite("Ebb", "Flood")
    rewrite("Low water", "Flood")
    page = rewrite("Ebb", "Flood")
    assert lands_at(page, "ebb") == lands_at(page, "low-water") == "Ebb"
    assert page.count('id="ebb"') == 1


def test_the_anchors_of_a_renamed_article_still_land(
    rewrite: Rewrite, client: FlaskClient, content_dir: Path
) -> None:
    rewrite("What it costs", slug="tides")
    (content_dir / "tides.md").unlink()
    page = rewrite("What a course costs", slug="waves")
    assert lands_at(page, "what-it-costs") == "What a course costs"


def test_no_id_is_on_a_page_twice(app: Flask, rewrite: Rewrite, client: FlaskClient) -> None:
    mo = a_moderator(app)
    rewrite("Comments", "Comment 1", "Main", "Sources title", "Search")
    assert mo.decides(Visitor(client).posted().id, "approval").status_code == 303
    rewrite('## <span id="ebb">Ebb</span> {#one}', "Flood {#comment-1}", "Odd {#comments}")
    page = rewrite("First", "<b id=flood>Two</b> {#two}", "Third")
    found = IDS.findall(page)
    assert "comment-1" in found
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("comments", ["open", "closed"])
def test_the_ids_of_a_page_s_own_parts_are_known(
    app: Flask, client: FlaskClient, content_dir: Path, comments: str
) -> None:
    parts = {"tags": "[sea]", "series": "Shore", "sources": "[A book]", "comments": comments}
    an_article(content_dir, "dunes", **parts)
    an_article(content_dir, "tides", **parts | {"comments": "open"})
    a_moderator(app).decides(Visitor(client).posted().id, "approval")
    an_article(content_dir, "tides", **parts)
    app.extensions["gloss.articles"].refresh()
    own = {found for found in IDS.findall(client.get("/articles/tides").text) if "." not in found}
    assert "comments" in own
    assert {name for name in own if not addresses.is_of_page(name)} == set()


def test_headings_are_kept_across_starts(
    app: Flask, settings: Settings, rewrite: Rewrite, content_dir: Path
) -> None:
    rewrite("What it costs", "Risks")
    rewrite("What a course costs", "Risks")
    later = create_app(settings)
    later.test_client_class = Browser
    Follower(later).looks()
    page = later.test_client().get("/articles/tides").text
    assert lands_at(page, "what-it-costs") == "What a course costs"
    with later.app_context():
        database.db.engine.dispose()


def test_two_processes_that_see_one_change_agree(
    app: Flask, settings: Settings, rewrite: Rewrite
) -> None:
    rewrite("What it costs", "Risks")
    other = create_app(settings)
    other.test_client_class = Browser
    follower = Follower(other)
    follower.looks()
    rewrite("What a course costs", "Risks")
    follower.looks()
    other.test_client().get("/articles/tides")
    follower.looks()
    page = other.test_client().get("/articles/tides").text
    assert lands_at(page, "what-it-costs") == "What a course costs"
    with other.app_context():
        database.db.engine.dispose()


def test_a_change_of_the_text_alone_writes_nothing(rewrite: Rewrite, app: Flask) -> None:
    rewrite("Ebb", "Flood")
    before = database.db.session.get_one(KnownAnchors, "tides").digest
    database.db.session.rollback()
    assert 'class="former"' not in rewrite("Ebb", "Flood", "Plain text")
    database.db.session.rollback()
    assert database.db.session.get_one(KnownAnchors, "tides").digest != before


def test_the_headings_of_a_draft_are_nobody_s(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, draft="true")
    shelf = app.extensions["gloss.articles"]
    shelf.refresh()
    shelf.rendered(shelf.snapshot.articles["tides"])
    assert not shelf.anchors.take()


def test_articles_are_served_while_the_database_is_away(
    tmp_path: Path, content_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(content_dir)
    nowhere = "sqlite:////nowhere/gloss.db"
    app = create_app(
        Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=nowhere)
    )
    assert app.test_client().get("/articles/tides").status_code == 200
    Follower(app).looks()
    assert "Former anchors wait" in caplog.text


def named(*texts: str) -> list[Heading]:
    return [Heading(2, text, text) for text in texts]


def test_former_anchors_are_bounded_and_the_oldest_make_room() -> None:
    former: anchors.Former = ()
    before = named("n0")
    for number in range(1, MOST_FORMER + 10):
        after = named(f"n{number}")
        former, before = anchors.followed(before, after, former), after
    assert len(former) == MOST_FORMER
    assert former[-1] == (f"n{MOST_FORMER + 8}", f"n{MOST_FORMER + 9}")
    assert "n0" not in dict(former)


def test_a_thousand_new_headings_take_no_second() -> None:
    before = named(*(f"before {n} " + "x" * 200 for n in range(1000)))
    after = named(*(f"{n} after " + "y" * 200 for n in range(1000)))
    assert anchors.followed(before, after, ())


def test_quotes_and_brackets_in_an_anchor_stay_one_attribute() -> None:
    html = anchors.placed(Markup('<h2 id="a&quot;b">A</h2>'), (('<">', 'a"b'),))
    assert html == '<h2 id="a&quot;b"><span class="former" id="&lt;&#34;&gt;"></span>A</h2>'
