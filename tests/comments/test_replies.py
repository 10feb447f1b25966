"""Answers: to what is public on the same article, and to nothing else; the text is never lost."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import database
from gloss.comments import replying
from gloss.comments.models import Comment, Decision, State
from gloss.comments.posting import ParentGone
from gloss.comments.replying import SiteReply
from tests.cast import Visitor, an_article, comment_count, newest_comment, registered
from tests.comments.forest import NOON, Seed, decide, grow

GONE = "The comment that you answered is not public any more"
NOT_PUBLIC = [state for state in State if state is not State.APPROVED]


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def test_reply_leads_to_a_page_with_the_comment_and_the_whole_form(ada: Visitor) -> None:
    grow([Seed(text="The *moon* does it.")])
    assert 'href="/articles/tides/comments/1/reply"' in ada.client.get("/articles/tides").text
    page = ada.client.get("/articles/tides/comments/1/reply")
    assert "Reply to Ada 1" in page.text
    assert "The <em>moon</em> does it." in page.text
    assert '<input id="comment.parent" name="parent" type="hidden" value="1">' in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_reply_waits_as_any_comment_and_then_stands_under_what_it_answers(ada: Visitor) -> None:
    grow([Seed(), Seed()])
    reply = ada.posted("And the sun.", parent="1")
    assert (reply.parent_id, reply.thread_id, reply.state) == (1, 1, State.PENDING)
    assert "And the sun." not in ada.client.get("/articles/tides").text
    decide(reply.id, State.APPROVED)
    page = ada.client.get("/articles/tides").text
    assert page.index("Wave 1.") < page.index("And the sun.") < page.index("Wave 2.")


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_what_is_not_public_has_no_page_to_answer_it(ada: Visitor, state: State) -> None:
    grow([Seed(), Seed(1, state), Seed(2)])
    grow([Seed()], "dunes")
    for comment_id in (2, 4, 99):
        page = ada.client.get(f"/articles/tides/comments/{comment_id}/reply")
        assert page.status_code == 404
        assert "Wave 2." not in page.text


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_a_reply_to_what_is_not_public_is_refused_kindly_with_its_text(
    ada: Visitor, state: State
) -> None:
    grow([Seed(state=state, text="Unseen.")])
    refused = ada.sends("Thoughts.", parent="1")
    assert refused.status_code == 422
    assert GONE in refused.text
    assert "Thoughts.</textarea>" in refused.text
    assert "Unseen." not in refused.text
    assert comment_count() == 1


@pytest.mark.parametrize("parent", ["2", "99", "0", "-1", "1e9", "9" * 30, "x", "1 OR 1", "\u0661"])
def test_a_parent_on_another_article_or_none_at_all_is_refused(ada: Visitor, parent: str) -> None:
    grow([Seed()])
    grow([Seed(text="Elsewhere.")], "dunes")
    refused = ada.sends("Thoughts.", parent=parent)
    if parent == "\u0661":  # the digit one in Arabic: an id all the same
        assert newest_comment().parent_id == 1
        return
    assert refused.status_code == 422
    assert GONE in refused.text
    assert "Thoughts.</textarea>" in refused.text
    assert "Elsewhere." not in refused.text
    assert comment_count() == 2


def test_a_refused_reply_can_be_sent_as_a_comment_with_the_same_answer(ada: Visitor) -> None:
    grow([Seed(state=State.PENDING)])
    shown = ada.challenge()
    typed = {"answer": shown.picture_answer, "challenge": shown.token}
    refused = ada.sends("Thoughts.", parent="1", **typed)
    assert 'name="parent" type="hidden" value=""' in refused.text
    assert ada.posted("Thoughts.", **typed).parent_id is None


def test_the_parent_is_looked_at_again_when_the_reply_is_stored(ada: Visitor) -> None:
    grow([Seed()])
    assert ada.client.get("/articles/tides/comments/1/reply").status_code == 200
    decide(1, State.REJECTED)
    assert GONE in ada.sends("Too late.", parent="1").text
    assert comment_count() == 1


def test_a_second_click_on_a_reply_is_the_same_reply(ada: Visitor) -> None:
    grow([Seed(), Seed()])
    shown = ada.challenge()
    typed = {"answer": shown.picture_answer, "challenge": shown.token}
    twice = [ada.sends("Once.", parent="1", **typed) for _ in range(2)]
    assert twice[0].location == twice[1].location
    assert "had been used already" in ada.sends("Once.", parent="2", **typed).text
    assert comment_count() == 3


def test_a_wrong_answer_and_a_refresh_keep_what_is_answered(ada: Visitor) -> None:
    grow([Seed(text="The moon.")])
    wrong = ada.sends("And the sun.", parent="1", answer="WRONG9")
    typed = {"author_name": "Ada", "text": "And the sun.", "parent": "1"}
    refreshed = ada.client.post("/articles/tides/captcha", data=typed)
    for page in (wrong.text, refreshed.text):
        assert 'name="parent" type="hidden" value="1"' in page
        assert "The moon." in page
        assert "And the sun.</textarea>" in page


def test_nobody_replies_where_comments_are_closed(ada: Visitor, content_dir: Path) -> None:
    an_article(content_dir, "dunes", comments="closed")
    grow([Seed()], "dunes")
    assert "/reply" not in ada.client.get("/articles/dunes").text
    page = ada.client.get("/articles/dunes/comments/1/reply")
    assert page.status_code == 404
    assert "Comments on this article are closed" in page.text


def test_only_a_moderators_reply_is_marked_and_no_name_that_was_typed(
    ada: Visitor, app: Flask, content_dir: Path
) -> None:
    an_article(content_dir, "wreck", authors="[Mo]")
    mo = registered("Mo", NOON)
    grow([Seed(text="By whom?")], "wreck")
    answer = SiteReply(parent_id=1, moderator_id=mo, text="By *me*.")
    reply_id = database.write(lambda session: replying.as_site(session, answer, NOON))
    page = ada.client.get("/articles/wreck").text
    assert page.count('<p class="badge">Author</p>') == 1
    assert "By <em>me</em>." in page
    logged = database.db.session.query(Decision).one()
    assert (logged.comment_id, logged.moderator_id, logged.to_state) == (
        reply_id,
        mo,
        State.APPROVED,
    )


def test_a_moderator_who_is_not_the_author_is_called_what_they_are(ada: Visitor) -> None:
    mo = registered("Mo", NOON)
    grow([Seed()])
    answer = SiteReply(parent_id=1, moderator_id=mo, text="Thank you.")
    database.write(lambda session: replying.as_site(session, answer, NOON))
    assert '<p class="badge">Moderator</p>' in ada.client.get("/articles/tides").text


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_not_even_the_site_answers_what_is_not_public(app: Flask, state: State) -> None:
    mo = registered("Mo", NOON)
    grow([Seed(state=state)])
    answer = SiteReply(parent_id=1, moderator_id=mo, text="Hello.")
    with pytest.raises(ParentGone):
        database.write(lambda session: replying.as_site(session, answer, NOON))
    assert comment_count() == 1


def test_fields_of_a_moderator_cannot_be_sent_along(ada: Visitor) -> None:
    registered("Mo", NOON)
    sent: Comment = ada.posted(by_moderator_id="1", is_shown="1", place="0001", answers="9")
    assert (sent.by_moderator_id, sent.is_shown, sent.place, sent.answers) == (None, False, None, 0)
