"""Where a decision leads: on through the list one came from, to its end, with its filters."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import Comment
from tests.cast import CSRF, ORIGIN, VERSION, ModeratorAtWork, Visitor, a_moderator, an_article
from tests.cast import found as captured

FOCUS = re.compile(r'data-comment="(\d+)"')
VERDICTS = {"approved": "approval", "rejected": "rejection", "spam": "spam"}


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


def presses(mo: ModeratorAtWork, page: str, button: str) -> str:
    """Press a button under the comment in focus on a page; return the page that follows."""
    focus = captured(FOCUS, page)
    origin = captured(ORIGIN, page).replace("&amp;", "&")
    fields = {"version": captured(VERSION, page), "csrf_token": captured(CSRF, page)}
    address = f"/moderation/comments/{focus}/{button}"
    answer = mo.client.post(address, data=fields | {"origin": origin})
    assert answer.status_code == 303, answer.text
    return mo.page(answer.location)


def focus_of(page: str) -> int | None:
    there = FOCUS.search(page)
    return int(there[1]) if there else None


@pytest.mark.parametrize("state", VERDICTS)
@pytest.mark.parametrize("button", ["approval", "rejection", "spam", "leaving"])
def test_in_a_list_of_decided_comments_too_one_is_led_on_to_its_end(
    ada: Visitor, mo: ModeratorAtWork, state: str, button: str
) -> None:
    first, second, third = (ada.posted(text).id for text in ("First.", "Second.", "Third."))
    for comment_id in (first, second, third):
        mo.decides(comment_id, VERDICTS[state])
    page = mo.page(f"/moderation/?state={state}&focus={third}")
    assert focus_of(page := presses(mo, page, button)) == second
    assert focus_of(page := presses(mo, page, button)) == first
    assert focus_of(page := presses(mo, page, button)) is None
    assert ("/undoing" in page) == (button != "leaving")


def test_a_list_of_decided_comments_opens_without_one_in_focus(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    mo.decides(ada.posted().id, "approval")
    for address in ("/moderation/?state=approved", "/moderation/comments?state=approved"):
        assert focus_of(mo.page(address)) is None


def test_among_those_that_wait_what_was_left_comes_again(ada: Visitor, mo: ModeratorAtWork) -> None:
    first, second = (ada.posted(text).id for text in ("First.", "Second."))
    page = mo.page("/moderation/")
    assert focus_of(page := presses(mo, page, "leaving")) == second
    assert focus_of(presses(mo, page, "leaving")) == first


def test_on_its_own_page_a_decided_comment_stays_before_the_eyes(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    ada.posted("Older.")
    comment_id = ada.posted("Lovely.").id
    assert "/moderation/?state=pending" in mo.decides(comment_id, "approval").location
    led = mo.decides(comment_id, "rejection").location
    assert led == f"/moderation/comments/{comment_id}?decided=2"
    page = mo.page(led)
    assert "Lovely." in page
    assert "/undoing" in page


def test_who_was_too_slow_goes_on_in_the_same_filters(
    app: Flask, ada: Visitor, mo: ModeratorAtWork
) -> None:
    ada.posted("The moon is older.")
    comment_id = ada.posted("The moon.").id
    a_moderator(app, "Mia").decides(comment_id, "approval")
    token = captured(CSRF, mo.page("/moderation/log"))
    fields = {"version": "1", "csrf_token": token, "origin": "state=all&words=moon"}
    answer = mo.client.post(f"/moderation/comments/{comment_id}/spam", data=fields)
    assert answer.status_code == 409
    assert captured(ORIGIN, answer.text).replace("&amp;", "&") == fields["origin"]


def test_the_longest_address_is_a_filter_that_is_kept(ada: Visitor, mo: ModeratorAtWork) -> None:
    local = "a" * 64
    address = f"{local}@{'b' * 60}.{'c' * 60}.{'d' * 59}.example"
    ids = [ada.posted(text).id for text in ("First.", "Second.")]

    def write(session: Session) -> None:
        session.get_one(Comment, ids[1]).email = address

    database.write(write)
    page = mo.page(f"/moderation/?state=all&email={quote(address)}&focus={ids[1]}")
    assert quote(address) in captured(ORIGIN, page)
    fields = {"csrf_token": captured(CSRF, page), "all": "y", "to": "spam"}
    query = captured(ORIGIN, page).replace("&amp;", "&")
    led = mo.client.post("/moderation/orders/", data=fields | {"query": query}).location
    assert "1 comment" in mo.page(led)
