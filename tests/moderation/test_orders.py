"""Decisions about many comments: previewed, done once, resumed, undone, never over a change."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.models import Comment, Decision, State
from gloss.database import db
from gloss.moderation.bulk_orders import background, orders
from gloss.moderation.finding import pages
from gloss.moderation.models import BulkOrder
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, newest_comment
from tests.cast import found as captured

QUERY = re.compile(r'name="query" value="([^"]*)"')
BEYOND = re.compile(r'name="beyond" value="(\d+)"')


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    an_article(content_dir, "dunes")
    return Visitor(client)


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


def states() -> list[State]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment.state).order_by(Comment.id)))


def presses(mo: ModeratorAtWork, address: str, **fields: str) -> str:
    fields["csrf_token"] = captured(CSRF, mo.page("/moderation/log"))
    answer = mo.client.post(address, data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_filters_result_is_previewed_decided_once_and_taken_back(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    for slug in ("tides", "dunes", "tides"):
        ada.posted("Lovely sea.", slug)
    ada.posted("Another.")
    before = [State.PENDING] * 4
    order = presses(mo, "/moderation/orders/", query="words=sea", all="y", to="approved")
    assert "3 comments" in mo.page(order)
    assert states() == before
    presses(mo, f"{order}/start")
    presses(mo, f"{order}/start")
    assert states() == [State.APPROVED] * 3 + [State.PENDING]
    assert "3 of 3" in mo.page(order)
    first = presses(mo, f"{order}/undoing")
    assert presses(mo, f"{order}/undoing") == first
    assert states() == before


def test_what_changed_since_the_preview_is_left_alone_and_told(
    app: Flask, ada: Visitor, mo: ModeratorAtWork
) -> None:
    ids = [ada.posted("Lovely sea.").id for _ in "ab"]
    order = presses(mo, "/moderation/orders/", all="y", to="spam")
    mia = a_moderator(app, "Mia")
    mia.decides(ids[0], "approval")
    presses(mo, f"{order}/start")
    assert states() == [State.APPROVED, State.SPAM]
    assert "1 comment changed meanwhile" in mo.page(order)


def test_only_those_that_were_ticked_are_decided(ada: Visitor, mo: ModeratorAtWork) -> None:
    ids = [ada.posted().id for _ in "abc"]
    order = presses(mo, "/moderation/orders/", chosen=f"{ids[1]}.1", to="rejected")
    presses(mo, f"{order}/start")
    assert states() == [State.PENDING, State.REJECTED, State.PENDING]


def test_a_preview_warns_of_comments_that_are_public(ada: Visitor, mo: ModeratorAtWork) -> None:
    mo.decides(ada.posted().id, "approval")
    order = presses(mo, "/moderation/orders/", query="state=approved", all="y", to="spam")
    assert "public now" in mo.page(order)


def test_an_order_that_was_cut_off_goes_on_where_it_was(
    ada: Visitor, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        ada.posted()
    monkeypatch.setattr(orders, "BY_HAND", 0)
    monkeypatch.setattr(orders, "AT_ONCE", 2)
    order = presses(mo, "/moderation/orders/", all="y", to="rejected")
    presses(mo, f"{order}/start")
    assert states() == [State.PENDING] * 5
    background.step()
    assert states().count(State.REJECTED) == 2
    while background.step():
        pass
    assert states() == [State.REJECTED] * 5
    assert "5 of 5" in mo.page(order)


def test_an_order_that_holds_not_all_says_so_and_leads_to_the_rest(
    ada: Visitor, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        ada.posted()
    monkeypatch.setattr(orders, "MOST", 2)
    order = presses(mo, "/moderation/orders/", query="state=pending", all="y", to="spam")
    for decided, has_more in ((2, True), (4, True), (5, False)):
        page = mo.page(order)
        assert ("at most 2 comments" in page) == has_more
        presses(mo, f"{order}/start")
        assert states().count(State.SPAM) == decided
        if has_more:
            rest = {"query": captured(QUERY, page), "beyond": captured(BEYOND, page)}
            order = presses(mo, "/moderation/orders/", all="y", to="spam", **rest)


def test_a_search_that_stopped_before_it_found_anything_goes_on(
    ada: Visitor, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        ada.posted()
    ada.posted("Odd.", website="filled")
    monkeypatch.setattr(pages, "LOOKED_AT", 1)
    monkeypatch.setattr(pages, "LOOKS", 2)
    asked = {"query": "state=pending&reason=HIDDEN_FIELD", "all": "y", "to": "spam"}
    page = mo.page(presses(mo, "/moderation/orders/", **asked))
    assert "None of the first 2 comments looked at" in page
    rest = asked | {"beyond": captured(BEYOND, page)}
    presses(mo, presses(mo, "/moderation/orders/", **rest) + "/start")
    assert states() == [State.PENDING, State.PENDING, State.SPAM]


def test_filters_too_long_to_keep_are_not_cut_off_to_hit_more(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    ada.posted()
    filters = {"words": "я" * 100, "name": "я" * 100, "article": "dunes"}
    fields = {"csrf_token": captured(CSRF, mo.page("/moderation/log")), "all": "y", "to": "spam"}
    answer = mo.client.post("/moderation/orders/", data=fields | {"query": urlencode(filters)})
    assert (answer.status_code, "too long" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "query", ["words=\0", "\0", "state=\0&article=\0", "beyond=x&&&=", "%00=%00"]
)
def test_odd_filters_of_an_order_break_nothing(
    ada: Visitor, mo: ModeratorAtWork, query: str
) -> None:
    ada.posted()
    presses(mo, "/moderation/orders/", query=query, all="y", to="spam", beyond="-1")
    presses(mo, "/moderation/views/", query=query, name="\0Odd")
    presses(mo, "/moderation/comments/1/leaving", origin=query)


def test_the_undo_of_an_order_that_decided_nothing_takes_nothing_else_back(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    mo.decides(ada.posted().id, "approval")
    waiting = ada.posted().id
    order = presses(mo, "/moderation/orders/", query="state=pending", all="y", to="spam")
    mo.decides(waiting, "rejection")
    presses(mo, f"{order}/start")
    presses(mo, f"{order}/undoing")
    assert states() == [State.APPROVED, State.REJECTED]


def test_what_is_so_already_is_left_alone(ada: Visitor, mo: ModeratorAtWork) -> None:
    mo.decides(ada.posted().id, "approval")
    order = presses(mo, "/moderation/orders/", query="state=approved", all="y", to="approved")
    presses(mo, f"{order}/start")
    assert "was so already" in mo.page(order)
    assert states() == [State.APPROVED]
    assert len(db.session.scalars(select(Decision.id)).all()) == 1


def test_after_30_days_nothing_is_undone_by_one_press_and_that_is_said(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    mo.decides(ada.posted().id, "approval")
    ada.posted()
    order = presses(mo, "/moderation/orders/", query="state=pending", all="y", to="spam")
    presses(mo, f"{order}/start")
    assert "Undo all of it" in mo.page(order)
    a_month_ago = clock.now() - timedelta(days=30, minutes=1)

    def age(session: Session) -> None:
        session.execute(update(Decision).values(decided_at=a_month_ago))
        session.execute(update(BulkOrder).values(begun_at=a_month_ago, ended_at=a_month_ago))

    database.write(age)
    assert "Undo" not in mo.page("/moderation/log").split("</nav>")[-1]
    assert "no longer undone" in mo.page(order)
    for undoing in ("/moderation/decisions/1/undoing", f"{order}/undoing"):
        assert "more than 30 days ago" in mo.page(presses(mo, undoing))
    campaign = presses(mo, "/moderation/campaigns/decisions/2/undoing")
    assert "more than 30 days ago" in mo.page(campaign)
    assert states() == [State.APPROVED, State.SPAM]


def test_nobody_starts_anothers_preview(app: Flask, ada: Visitor, mo: ModeratorAtWork) -> None:
    ada.posted()
    order = presses(mo, "/moderation/orders/", all="y", to="spam")
    mia = a_moderator(app, "Mia")
    assert mia.client.get(order).status_code == 404
    presses(mia, f"{order}/start")
    assert states() == [State.PENDING]


def test_an_answer_approves_what_it_answers_and_stands_there_once(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    comment = ada.posted("Is it so?")
    for _ in "ab":
        presses(mo, f"/moderation/comments/{comment.id}/reply", version="1", text="It is.")
    assert "It is." in ada.client.get("/articles/tides").text
    assert states() == [State.APPROVED] * 2


def test_an_edit_keeps_the_original_for_moderators_and_its_writer_and_is_undone(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    answer = ada.sends("Call me at 555.")
    comment_id = newest_comment().id
    mo.decides(comment_id, "approval")
    presses(mo, f"/moderation/comments/{comment_id}/edit", version="2", text="Call me.")
    public = ada.client.get("/articles/tides").text
    assert "Call me." in public
    assert "555" not in public
    assert "555" in mo.page(f"/moderation/comments/{comment_id}")
    receipt = ada.client.get(answer.location).text
    assert "A moderator edited" in receipt
    assert "555" in receipt
    presses(mo, "/moderation/decisions/2/undoing")
    assert "555" in db.session.scalars(select(Comment.text)).one()


def test_what_one_moderator_looks_at_is_marked_for_another_and_left_to_them(
    app: Flask, ada: Visitor, mo: ModeratorAtWork
) -> None:
    first, second = (ada.posted(text) for text in ("First.", "Second."))
    mia = a_moderator(app, "Mia")
    fields = {"csrf_token": captured(CSRF, mo.page("/moderation/log"))}
    assert mo.client.post(f"/moderation/comments/{first.id}/claim", data=fields).json == {}
    page = mia.page()
    assert "Mo is here" in page
    assert f'data-comment="{second.id}"' in page
    fields = {"csrf_token": captured(CSRF, mia.page("/moderation/log"))}
    claimed = mia.client.post(f"/moderation/comments/{second.id}/claim", data=fields).json
    assert claimed == {str(first.id): "Mo"}
