"""The overview: what needs somebody's hand, and what becomes of comments without an article."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gloss import clock, database, heartbeats
from gloss.articles import library
from gloss.articles.search import unanswered
from gloss.comments.models import Comment, Thread
from gloss.moderation.models import ThreadDecision
from tests.cast import (
    CSRF,
    ModeratorAtWork,
    Visitor,
    a_moderator,
    an_article,
    found,
    newest_comment,
)

OVERVIEW = "/moderation/overview"
PANEL = re.compile(r'<section class="panel" aria-labelledby="(\w+)">(.*?)</section>', re.DOTALL)
Press = Callable[..., TestResponse]


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir, "tides")
    return Visitor(client)


@pytest.fixture
def press(mo: ModeratorAtWork) -> Press:
    """Press a button of the overview."""

    def press(button: str, **typed: str) -> TestResponse:
        token = found(CSRF, mo.page(OVERVIEW))
        return mo.client.post(f"/moderation/threads/{button}", data=typed | {"csrf_token": token})

    return press


def panel(mo: ModeratorAtWork, name: str) -> str:
    return str(dict(PANEL.findall(mo.page(OVERVIEW)))[name])


def renamed_by_hand(content_dir: Path, ada: Visitor, mo: ModeratorAtWork) -> int:
    """Let Ada be heard on “tides”, and its file be called “the-tides” then; return the thread."""
    comment = ada.posted("Lovely.")
    mo.decides(comment.id, "approval")
    (content_dir / "tides.md").rename(content_dir / "the-tides.md")
    look()
    return comment.thread_id


def look() -> None:
    library.current().refresh()


def on_page(client: FlaskClient, slug: str) -> bool:
    return "Lovely." in client.get(f"/articles/{slug}").text


@pytest.mark.parametrize("name", ["lost", "broken", "overdue", "searches", "pictures", "captcha"])
def test_a_calm_site_says_so(mo: ModeratorAtWork, name: str) -> None:
    assert 'class="empty"' in panel(mo, name)


def test_work_that_does_not_come_round_is_told_with_the_mend(mo: ModeratorAtWork) -> None:
    assert "It was never done" in mo.page(OVERVIEW)
    hours_ago = clock.now() - timedelta(hours=3)
    database.write(lambda session: heartbeats.swept(session, hours_ago))
    assert "no letters go out" in mo.page(OVERVIEW)
    database.write(lambda session: heartbeats.swept(session, clock.now()))
    assert "no letters go out" not in mo.page(OVERVIEW)


def test_a_stranger_is_led_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get(OVERVIEW).location.startswith("/moderation/sign-in?next=")


def test_a_broken_file_is_named_with_line_reason_and_mend(
    mo: ModeratorAtWork, content_dir: Path
) -> None:
    (content_dir / "bad.md").write_text("---\ntitle: a: b\npublished: 2026-01-02\n---\n")
    look()
    shown = panel(mo, "broken")
    assert "<code>content/bad.md</code>, line 2" in shown
    assert "To mend it: " in shown
    assert re.search(r'<span class="count">1</span>', shown)


def test_an_overdue_review_is_listed_once_it_is_late(
    mo: ModeratorAtWork, content_dir: Path
) -> None:
    an_article(content_dir, "tides", review_due="2026-02-01", reviewer="Bo", reviewed="2026-01-02")
    an_article(content_dir, "dunes", review_due="2999-02-01")
    look()
    shown = panel(mo, "overdue")
    assert "Tides" in shown
    assert "due on 1 February 2026" in shown
    assert "reviewed last by Bo" in shown
    assert "Dunes" not in shown


def test_searches_in_vain_are_listed(mo: ModeratorAtWork) -> None:
    database.write(lambda session: unanswered.note(session, {"<neap>": 3}, clock.now()))
    assert '<td dir="auto">&lt;neap&gt;</td><td>3</td>' in panel(mo, "searches")


def test_a_picture_without_words_is_named_with_its_line(
    mo: ModeratorAtWork, content_dir: Path
) -> None:
    file = an_article(content_dir)
    file.write_text(file.read_text() + "\n![](sea.jpg)\n\n`![](code.jpg)`\n\n![Sea](b.jpg)\n")
    look()
    shown = panel(mo, "pictures")
    assert "<code>content/tides.md</code>, line 8" in shown
    assert shown.count("has no alt text") == 1


def test_comments_of_a_lost_article_are_hidden_and_kept(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path
) -> None:
    renamed_by_hand(content_dir, ada, mo)
    assert not on_page(ada.client, "the-tides")
    assert "Lovely." not in ada.client.get("/comments/feed.atom").text
    shown = panel(mo, "lost")
    assert "<code>tides</code>" in shown
    assert "1 comment</span>" in shown
    assert 'value="the-tides"' in shown
    assert newest_comment().text == "Lovely."


@pytest.mark.parametrize(
    "typed",
    [
        "the-tides",
        " The-Tides ",
        "/articles/the-tides",
        "http://localhost/articles/the-tides?a=b#c",
    ],
)
def test_they_are_attached_to_the_article_that_they_belong_to(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press, typed: str
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    response = press(f"{thread}/attachment", article=typed)
    assert response.status_code == 303
    assert on_page(ada.client, "the-tides")
    assert "One comment" in ada.client.get("/articles/the-tides").text
    page = mo.client.get(response.location).text
    assert "Mo moved the comments on “tides” to “Tides”" in page
    assert "All comments have their article." in page


def test_they_join_the_comments_that_are_there_already(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    mo.decides(ada.posted("A later one.", "the-tides").id, "approval")
    press(f"{thread}/attachment", article="the-tides")
    page = ada.client.get("/articles/the-tides").text
    assert page.index("Lovely.") < page.index("A later one.")
    assert "2 comments" in page


def test_attaching_can_be_undone_also_after_something_was_decided(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    comment = newest_comment()
    press(f"{thread}/attachment", article="the-tides")
    mo.decides(ada.posted("A later one.", "the-tides").id, "approval")
    mo.decides(comment.id, "rejection")
    assert press("decisions/1/undoing").status_code == 303
    page = ada.client.get("/articles/the-tides").text
    assert "Lovely." not in page
    assert "One comment" in page
    assert "<code>tides</code>" in panel(mo, "lost")
    mo.decides(comment.id, "approval")
    press(f"{thread}/attachment", article="the-tides")
    assert "2 comments" in ada.client.get("/articles/the-tides").text


def test_answers_given_meanwhile_go_back_with_what_they_answer(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    first = newest_comment()
    press(f"{thread}/attachment", article="the-tides")
    answer = ada.posted("An answer.", "the-tides")
    under = update(Comment).where(Comment.id == answer.id).values(parent_id=first.id)
    database.write(lambda session: session.execute(under))
    press("decisions/1/undoing")
    assert newest_comment().thread_id == first.thread_id == thread


def test_what_is_put_away_is_asked_about_no_more_and_can_be_fetched_back(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    assert press(f"{thread}/archive").status_code == 303
    assert "<code>tides</code>" not in panel(mo, "lost")
    assert "Mo put the comments on “tides” away" in mo.page(OVERVIEW)
    press("decisions/1/undoing")
    assert "<code>tides</code>" in panel(mo, "lost")
    assert "Mo took back what was done" in mo.page(OVERVIEW)


@pytest.mark.parametrize("typed", ["", "nowhere", "http://[", "/", "🌊", "x" * 5000, "tides"])
def test_an_address_without_an_article_comes_back_with_what_to_do(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press, typed: str
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    response = press(f"{thread}/attachment", article=typed)
    assert response.status_code == 422
    assert "No article has this address." in response.text
    assert f'value="{typed[:500]}"' in response.text


def test_whoever_comes_second_changes_nothing(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = renamed_by_hand(content_dir, ada, mo)
    press(f"{thread}/attachment", article="the-tides")
    for button in (f"{thread}/attachment", f"{thread}/archive", "9/archive", "decisions/9/undoing"):
        response = press(button, article="the-tides")
        assert response.status_code == 409, button
        assert "Nothing was changed." in response.text
    press("decisions/1/undoing")
    for again in ("decisions/1/undoing", "decisions/2/undoing"):
        assert press(again).status_code == 409
    database.db.session.rollback()  # see what others have committed
    assert len(database.db.session.scalars(select(ThreadDecision.id)).all()) == 2


def test_a_thread_whose_article_is_there_stays_where_it_is(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, press: Press
) -> None:
    thread = ada.posted().thread_id
    an_article(content_dir, "dunes")
    look()
    assert press(f"{thread}/attachment", article="dunes").status_code == 409
    assert press(f"{thread}/archive").status_code == 409


@pytest.mark.parametrize("hidden", [{"draft": "true"}, {"published": "2999-01-01"}])
def test_a_hidden_article_is_not_lost(
    ada: Visitor, mo: ModeratorAtWork, content_dir: Path, hidden: dict[str, str]
) -> None:
    ada.posted()
    an_article(content_dir, **hidden)
    look()
    assert "<code>tides</code>" not in panel(mo, "lost")


@pytest.mark.parametrize("button", ["1/attachment", "1/archive", "decisions/1/undoing"])
def test_a_button_without_its_token_or_by_a_stranger_changes_nothing(
    ada: Visitor, mo: ModeratorAtWork, app: Flask, content_dir: Path, button: str
) -> None:
    renamed_by_hand(content_dir, ada, mo)
    address = f"/moderation/threads/{button}"
    typed = {"article": "the-tides"}
    assert mo.client.post(address, data=typed).status_code == 400
    assert mo.client.get(address).status_code == 405
    app.config["WTF_CSRF_ENABLED"] = False
    ada.client.post(address, data=typed)
    assert database.db.session.scalars(select(ThreadDecision.id)).all() == []
    assert newest_comment().thread.article_id == "tides"


def test_many_lost_threads_are_shown_a_few_at_a_time(mo: ModeratorAtWork, ada: Visitor) -> None:
    comment = ada.posted()

    def lose(session: Session) -> None:
        for number in range(30):
            thread = Thread(article_id=f"gone-{number}")
            session.add(thread)
            session.flush()
            if number == 5:
                session.get_one(Comment, comment.id).thread_id = thread.id

    database.write(lose)
    assert panel(mo, "lost").count("<h3>") == 1
