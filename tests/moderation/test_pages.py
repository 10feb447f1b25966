"""The moderators' pages over HTTP: who may see them, what they show, what their buttons do."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.comments.models import State
from tests.cast import (
    CSRF,
    ModeratorAtWork,
    Visitor,
    a_moderator,
    an_article,
    found,
    newest_comment,
)

PAGES = ("/moderation/", "/moderation/comments", "/moderation/comments/1", "/moderation/log")
BUTTONS = (
    "/moderation/comments/1/approval",
    "/moderation/comments/1/rejection",
    "/moderation/comments/1/spam",
    "/moderation/decisions/1/undoing",
)


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_sign_in(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 303
    assert response.location.startswith("/moderation/sign-in?next=")


@pytest.mark.parametrize("button", BUTTONS)
def test_a_stranger_decides_nothing(ada: Visitor, app: Flask, button: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ada.posted()
    ada.client.post(button, data={"version": "1"})
    assert newest_comment().state is State.PENDING


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_without_its_token_decides_nothing(
    ada: Visitor, mo: ModeratorAtWork, button: str
) -> None:
    ada.posted()
    assert mo.client.post(button, data={"version": "1"}).status_code == 400
    assert newest_comment().state is State.PENDING


@pytest.mark.parametrize("button", BUTTONS)
def test_looking_at_a_button_decides_nothing(
    ada: Visitor, mo: ModeratorAtWork, button: str
) -> None:
    ada.posted()
    assert mo.client.get(button).status_code == 405
    assert newest_comment().state is State.PENDING


def test_an_approved_comment_appears_and_nothing_does_before(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    comment = ada.posted("The moon pulls.")
    assert "The moon pulls." not in ada.client.get("/articles/tides").text
    assert mo.decides(comment.id, "approval").status_code == 303
    article = ada.client.get("/articles/tides").text
    assert "The moon pulls." in article
    assert "One comment" in article


@pytest.mark.parametrize("decision", ["rejection", "spam"])
def test_a_refused_comment_appears_nowhere(
    ada: Visitor, mo: ModeratorAtWork, decision: str
) -> None:
    comment = ada.posted("Buy now.")
    mo.decides(comment.id, decision)
    for page in ("/", "/articles/tides", "/tags/"):
        assert "Buy now." not in ada.client.get(page).text


def test_the_queue_shows_text_article_and_reasons(ada: Visitor, mo: ModeratorAtWork) -> None:
    ada.posted("Look at this.", website="filled")
    page = mo.page()
    assert "1 waiting" in page
    for shown in ("Look at this.", "Tides", "filled the hidden field"):
        assert shown in page


def test_a_decision_leads_on_to_the_next_with_an_undo(ada: Visitor, mo: ModeratorAtWork) -> None:
    first = ada.posted("First.").id
    ada.posted("Second.")
    page = mo.page(mo.decides(first, "rejection").location)
    assert "Second." in page
    assert "1 waiting" in page
    assert "/undoing" in page


def test_an_empty_queue_says_so(mo: ModeratorAtWork) -> None:
    assert "Nothing is waiting" in mo.page()


def test_undo_takes_an_approved_comment_off_the_page(ada: Visitor, mo: ModeratorAtWork) -> None:
    mo.decides(ada.posted("Now you see me.").id, "approval")
    shown = mo.undoes(1)
    assert shown.status_code == 303
    assert "Now you see me." not in ada.client.get("/articles/tides").text
    assert newest_comment().state is State.PENDING


@pytest.mark.parametrize(
    ("origin", "kept"),
    [
        ("state=all&words=moon", "state=all&words=moon"),
        ("//evil.example/?x", "state=pending"),
        ("state=%00&article=\r\nLocation: x&" + "a=b&" * 5_000, "state=pending"),
    ],
)
def test_an_undo_in_the_queue_stays_in_it_with_its_filters(
    ada: Visitor, mo: ModeratorAtWork, origin: str, kept: str
) -> None:
    comment_id = ada.posted("The moon pulls.").id
    mo.decides(comment_id, "spam")
    token = found(CSRF, mo.page("/moderation/log"))
    typed = {"csrf_token": token, "origin": origin}
    led = mo.client.post("/moderation/decisions/1/undoing", data=typed).location
    assert led.startswith("/moderation/?")
    assert f"focus={comment_id}&decided=2#focus" in led
    assert set(kept.split("&")) <= set(re.split("[?&]", led))
    assert "The moon pulls." in mo.page(led)


def test_the_slower_of_two_moderators_is_told_who_decided_what(
    app: Flask, ada: Visitor, mo: ModeratorAtWork
) -> None:
    mia = a_moderator(app, "Mia")
    comment_id = ada.posted().id
    mia.decides(comment_id, "spam")
    late = mo.decides(comment_id, "approval", version="1")
    assert late.status_code == 409
    assert "Mia" in late.text
    assert "nothing was decided" in late.text
    assert newest_comment().state is State.SPAM


def test_decided_comments_are_listed_by_state(ada: Visitor, mo: ModeratorAtWork) -> None:
    for text, decision in (("Fine.", "approval"), ("Rude.", "rejection"), ("Ad.", "spam")):
        mo.decides(ada.posted(text).id, decision)
    for state, text in (("approved", "Fine."), ("rejected", "Rude."), ("spam", "Ad.")):
        page = mo.page(f"/moderation/comments?state={state}")
        assert [t for t in ("Fine.", "Rude.", "Ad.") if t in page] == [text]


def test_the_log_says_who_decided_what_and_why(ada: Visitor, mo: ModeratorAtWork) -> None:
    mo.decides(ada.posted().id, "rejection", why="Off the subject")
    page = mo.page("/moderation/log")
    for part in ("Mo", "rejected", "Off the subject"):
        assert part in page


def test_a_visitors_text_is_shown_and_never_run(ada: Visitor, mo: ModeratorAtWork) -> None:
    attack = "<script>alert(1)</script>"
    comment = ada.posted(f"{attack} [x](javascript:alert(1))", author_name=attack)
    mo.decides(comment.id, "approval", why=attack)
    pages = [
        ada.client.get("/articles/tides").text,
        *(mo.page(page) for page in PAGES),
        mo.page(f"/moderation/comments/{comment.id}"),
    ]
    for page in pages:
        assert attack not in page
        assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "address",
    [
        "/moderation/comments/99999999999999999999",
        "/moderation/comments/4000000000",
        "/moderation/comments/77",
        "/moderation/comments?state=nonsense",
        "/moderation/comments/-1",
    ],
)
def test_addresses_that_are_none_say_so(mo: ModeratorAtWork, address: str) -> None:
    assert mo.client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=99999999999999999999", "after=x", "decided=99999999999", "after=-1", "decided=5"],
)
def test_odd_numbers_in_the_address_are_ignored(mo: ModeratorAtWork, query: str) -> None:
    assert mo.client.get(f"/moderation/?{query}").status_code == 200
    assert mo.client.get(f"/moderation/log?before={query}").status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "9" * 5000])
def test_a_version_that_is_none_decides_nothing(
    ada: Visitor, mo: ModeratorAtWork, version: str
) -> None:
    comment = ada.posted()
    response = mo.decides(comment.id, "approval", version=version)
    assert response.status_code in {409, 422}
    assert newest_comment().state is State.PENDING


def test_a_reason_that_is_too_long_is_handed_back(ada: Visitor, mo: ModeratorAtWork) -> None:
    response = mo.decides(ada.posted().id, "rejection", why="x" * 501)
    assert response.status_code == 422
    assert "x" * 501 in response.text


def test_the_moderators_pages_are_kept_nowhere(mo: ModeratorAtWork) -> None:
    assert mo.client.get("/moderation/").headers["Cache-Control"] == "no-store"
