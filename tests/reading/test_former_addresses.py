"""Links to where an article was lead to where it is, and forms that were open there still work."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from gloss import database
from gloss.articles import history, library
from gloss.articles.models import KnownAddress
from gloss.reading.edition import Edition
from gloss.reading.following import AddressBook
from gloss.settings import Settings
from tests.cast import Browser, Visitor, an_article, comment_count


class Follower:
    """What the follower's thread does each second."""

    def __init__(self, app: Flask) -> None:
        self._edition: Edition = app.extensions["gloss.pages"].edition
        self._addresses = AddressBook(app, self._edition)

    def looks(self) -> None:
        self._edition.follow()
        self._addresses.follow()


@pytest.fixture
def follower(app: Flask) -> Follower:
    return Follower(app)


def tides_are_at(content_dir: Path, slug: str, *, aliases: str = "[]") -> Path:
    """Let the article that started as “tides” have another address, and the first one no file."""
    for file in content_dir.glob("*.md"):
        if "id: tides" in file.read_text() or file.stem == "tides":
            file.unlink()
    return an_article(content_dir, slug, id="tides", aliases=aliases)


def leads_to(client: FlaskClient, address: str) -> str | int:
    """Return where a permanent redirect leads, or the status of another answer."""
    response, head = client.get(address), client.head(address)
    assert (head.status_code, head.location) == (response.status_code, response.location)
    return response.location if response.status_code == 301 else response.status_code


@pytest.mark.parametrize(
    ("alias", "address"),
    [
        ("ebb", "/articles/ebb"),
        ("Ebb & Flow", "/articles/ebb-flow"),
        ("/posts/ebb/", "/posts/ebb"),
        ("/posts/ebb/", "/posts/ebb/"),
        ("/posts/ebb/", "/Posts/EBB/index.html"),
        ("/2019/05/ebb.html", "/2019/05/ebb.html"),
        ("/ebb", "/ebb"),
        ("https://old.example/ebb?x=1#y", "/ebb"),
        ("/posts/caf%C3%A9", "/posts/café"),
        ("/posts/café", "/posts/cafe%CC%81"),
        ("Отлив", "/articles/%D0%9E%D1%82%D0%BB%D0%B8%D0%B2"),
        ("/articles/ebb", "/articles/ebb?utm=1"),
        ("../old/ebb", "/old/ebb"),
    ],
)
def test_an_alias_leads_to_the_article_for_good(
    client: FlaskClient, content_dir: Path, alias: str, address: str
) -> None:
    an_article(content_dir, aliases=f"['{alias}']")
    assert leads_to(client, address) == "/articles/tides"
    caching = client.get(address).headers["Cache-Control"]
    assert caching == "max-age=0, must-revalidate, s-maxage=1"


@pytest.mark.parametrize("address", ["/articles/TIDES", "/articles/Tides", "/articles/tides/"])
def test_an_address_in_another_case_leads_to_the_article(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    an_article(content_dir)
    assert leads_to(client, address) == "/articles/tides"


def test_what_is_at_an_address_now_wins_over_what_was_there(
    client: FlaskClient, content_dir: Path
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About\n---\n")
    an_article(content_dir, "ebb")
    an_article(content_dir, aliases="[ebb, /about, /, /tags/, tides]")
    assert client.get("/articles/ebb").status_code == 200
    assert client.get("/about").status_code == 200
    assert client.get("/articles/tides").status_code == 200


def test_a_former_address_that_is_taken_is_reported(app: Flask, content_dir: Path) -> None:
    an_article(content_dir, "a", aliases="[old, b]")
    an_article(content_dir, "b", aliases="[a, old, b]")
    shelf = library.current()
    told = [(p.path, p.message, p.is_error) for p in shelf.problems()]
    assert told == [
        ("content/a.md", "its former address /articles/b belongs to content/b.md", False),
        ("content/b.md", "its former address /articles/a belongs to content/a.md", False),
        ("content/b.md", "its former address /articles/old belongs to content/a.md", False),
    ]


@pytest.mark.parametrize("line", [{"draft": "true"}, {"published": "2999-01-01"}])
def test_a_former_address_tells_nothing_of_what_is_not_public(
    client: FlaskClient, content_dir: Path, line: dict[str, str]
) -> None:
    an_article(content_dir, aliases="[ebb, /old]", **line)
    assert [leads_to(client, a) for a in ("/articles/ebb", "/old", "/articles/Tides")] == [404] * 3


def test_an_article_keeps_every_address_that_it_had(
    client: FlaskClient, content_dir: Path, follower: Follower
) -> None:
    for slug in ("ebb", "flood", "waves"):
        tides_are_at(content_dir, slug)
        follower.looks()
    assert leads_to(client, "/articles/ebb") == "/articles/waves"
    assert leads_to(client, "/articles/flood") == "/articles/waves"
    tides_are_at(content_dir, "ebb")
    follower.looks()
    assert leads_to(client, "/articles/ebb") == 200
    assert leads_to(client, "/articles/waves") == "/articles/ebb"


def test_a_rename_while_nothing_ran_is_seen_at_the_next_start(
    app: Flask, settings: Settings, content_dir: Path, follower: Follower
) -> None:
    file = an_article(content_dir, id="of-old")
    follower.looks()
    file.rename(content_dir / "waves.md")
    later = create_app(settings)
    later.test_client_class = Browser
    Follower(later).looks()
    assert leads_to(later.test_client(), "/articles/tides") == "/articles/waves"
    with later.app_context():
        database.db.engine.dispose()


def test_a_new_article_takes_the_address_and_gives_it_back(
    client: FlaskClient, content_dir: Path, follower: Follower
) -> None:
    tides_are_at(content_dir, "ebb")
    follower.looks()
    tides_are_at(content_dir, "flood")
    second = an_article(content_dir, "ebb", id="second")
    follower.looks()
    assert "Ebb" in client.get("/articles/ebb").text
    second.unlink()
    follower.looks()
    assert leads_to(client, "/articles/ebb") == "/articles/flood"


def test_addresses_are_kept_once_however_often_and_by_how_many_they_are_seen(
    app: Flask, content_dir: Path, follower: Follower
) -> None:
    for number in range(3):
        an_article(content_dir, f"a{number}")
    for each in (follower, Follower(app), follower):
        each.looks()
        an_article(content_dir, "draft", draft="true")
    rows = database.db.session.execute(select(KnownAddress.slug, KnownAddress.article_id)).all()
    assert sorted(map(tuple, rows)) == [("a0", "a0"), ("a1", "a1"), ("a2", "a2")]


@pytest.mark.parametrize(
    "lost", ["sqlite:////nowhere/gloss.db", "postgresql+psycopg://gloss@127.0.0.1:1/gloss"]
)
def test_articles_are_served_and_aliases_lead_on_while_the_database_is_away(
    tmp_path: Path, content_dir: Path, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(content_dir, aliases="[ebb]")
    app = create_app(Settings.of(content_dir=content_dir, instance_dir=tmp_path, database_url=lost))
    Follower(app).looks()
    assert "Former addresses wait" in caplog.text
    assert leads_to(app.test_client(), "/articles/ebb") == "/articles/tides"
    assert app.test_client().get("/articles/tides").status_code == 200


def test_a_comment_sent_to_a_former_address_lands_in_the_right_thread(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "tides")
    ada = Visitor(client)
    answer = ada.challenge("tides").picture_answer
    tides_are_at(content_dir, "waves", aliases="[tides]")
    library.current().refresh()
    comment = ada.posted("Still here.", "tides", answer=answer)
    assert (comment.thread.article_id, comment.text) == ("tides", "Still here.")


def test_the_challenge_of_a_page_from_before_the_move_goes_on(
    client: FlaskClient, content_dir: Path
) -> None:
    tides_are_at(content_dir, "waves", aliases="[tides]")
    comment = Visitor(client).posted("Seen and sent at the old address.", "tides")
    assert comment.thread.article_id == "tides"
    assert client.get("/articles/tides/captcha/sound").status_code == 200


@pytest.mark.parametrize("method", ["comments", "captcha"])
def test_a_form_at_a_former_address_comes_back_with_its_text(
    client: FlaskClient, content_dir: Path, method: str
) -> None:
    tides_are_at(content_dir, "waves", aliases="[tides]")
    typed = {"author_name": "Ada", "text": "Not lost.", "answer": "wrong"}
    response = client.post(f"/articles/tides/{method}", data=typed)
    assert response.status_code in {200, 422}
    assert "Not lost.</textarea>" in response.text
    assert 'action="/articles/waves/comments"' in response.text
    assert comment_count() == 0


def test_other_pages_of_an_article_lead_on_too(client: FlaskClient, content_dir: Path) -> None:
    tides_are_at(content_dir, "waves", aliases="[tides]")
    assert leads_to(client, "/articles/tides/comments/after/5") == (
        "/articles/waves/comments/after/5"
    )
    assert leads_to(client, "/articles/waves/comments/after/5") == 404
    assert leads_to(client, "/articles/tides.md") == "/articles/waves.md"
    back = client.get("/articles/tides/comments")
    assert (back.status_code, back.location) == (302, "/articles/waves#add-comment")


def test_a_post_elsewhere_is_never_redirected(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, aliases="[/old, ebb]")
    assert client.post("/old").status_code in {404, 405}
    assert client.post("/articles/ebb").status_code == 405


@pytest.mark.parametrize(
    "address",
    ["/articles/%00", "/%ff%fe", "/articles/" + "x" * 5000, "/..%2f..%2fetc", "/articles/."],
)
def test_no_address_is_too_odd(client: FlaskClient, content_dir: Path, address: str) -> None:
    an_article(content_dir, aliases="[ebb]")
    assert client.get(address).status_code == 404


def test_of_many_addresses_some_are_kept_at_each_look_and_none_is_lost(
    app: Flask,
    client: FlaskClient,
    follower: Follower,
    content_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "KEPT_AT_ONCE", 1)
    an_article(content_dir, "ebb")
    an_article(content_dir, "moon")
    tides_are_at(content_dir, "flow")
    follower.looks()
    tides_are_at(content_dir, "swell")
    for _ in range(4):
        follower.looks()
    assert leads_to(client, "/articles/flow") == "/articles/swell"
