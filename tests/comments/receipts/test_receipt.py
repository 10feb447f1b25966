"""The receipt: what became of a comment, and what its writer may do, without an account."""

import json
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from gloss import clock, database
from gloss.comments.models import CommentRevision, Decision, State
from gloss.moderation import decisions
from gloss.moderation.decisions import Seen
from tests.cast import (
    CSRF,
    VERSION,
    ModeratorAtWork,
    Visitor,
    found,
    newest_comment,
)

ADDRESS = "ada@example.org"


def receipt_of(visitor: Visitor, text: str = "Lovely.", **fields: str) -> str:
    """Send a comment, and return the address of its receipt."""
    return str(visitor.sends(text, **fields).location)


def change(visitor: Visitor, receipt: str, text: str, name: str = "Ada") -> None:
    typed = {"author_name": name, "text": text}
    assert visitor.client.post(f"{receipt}/edit", data=typed).status_code == 303


def decide_change(mo: ModeratorAtWork, decision: str, **fields: str) -> int:
    page = mo.page("/moderation/changes/")
    shown = {"version": found(VERSION, page), "csrf_token": found(CSRF, page)}
    number = found(re.compile(r"/moderation/changes/(\d+)/approval"), page)
    address = f"/moderation/changes/{number}/{decision}"
    return mo.client.post(address, data=shown | fields).status_code


def approve_newest(moderator_id: int | None, when: datetime) -> None:
    seen = Seen(newest_comment().id, 1, moderator_id)
    database.write(lambda session: decisions.approve(session, seen, when))


def on_page(visitor: Visitor) -> str:
    return visitor.client.get("/articles/tides").text


def test_each_state_is_told_in_plain_words(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada)
    comment_id = newest_comment().id
    assert "Thank you, <bdi>Ada</bdi>" in ada.client.get(receipt).text
    for decision, said in (
        ("approval", "Your comment is published"),
        ("rejection", "Your comment was not published"),
        ("spam", "Your comment was not published"),
    ):
        mo.decides(comment_id, decision)
        assert said in ada.client.get(receipt).text


def test_names_that_turn_words_round_are_neutral_to_writer_and_moderator_too(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    """Attack case 28."""
    ada.name = "\u202eAda\u200b"
    receipt = receipt_of(ada, "\u202eLovely.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "\u202eLovelier.", name="\u202eBea\u200b")
    pages = [ada.client.get(address).text for address in (receipt, "/my-comments")]
    pages += [mo.page("/moderation/changes/"), mo.page("/moderation/log")]
    assert all("Ada" in page for page in (pages[0], *pages[2:]))
    assert not set("".join(pages)) & set("\u202e\u200b")
    assert f'href="/articles/tides/comments/{newest_comment().id}"' in pages[0]


def test_the_reason_meant_for_the_writer_is_shown_and_the_logs_is_not(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada)
    mo.decides(newest_comment().id, "rejection", told="Off the <subject>.", why="third time today")
    page = ada.client.get(receipt).text
    assert "Off the &lt;subject&gt;." in page
    assert "third time today" not in page
    said = re.sub("<[^>]*>|[A-Za-z0-9_-]{20,}", " ", page)  # no address, which may hold any letters
    assert not re.search(r"\bMo\b", said)
    assert "Off the &lt;subject&gt;." in mo.page("/moderation/log")


def test_while_it_waits_it_is_changed_at_once_and_moderators_notice(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "Frist.")
    comment = newest_comment()
    change(ada, receipt, "First.", "Ada L.")
    late = mo.decides(comment.id, "approval", version="1")
    assert late.status_code == 409
    changed = newest_comment()
    assert (changed.text, changed.author_name, changed.state) == ("First.", "Ada L.", State.PENDING)


def test_a_change_washes_off_nothing_that_was_suspicious(ada: Visitor) -> None:
    receipt = receipt_of(ada, "Buy now.", website="https://evil.example")
    change(ada, receipt, "HARMLESS AS CAN BE, AND ALL IN CAPITALS.")
    assert {"filled the hidden field", "mostly capitals"} <= set(newest_comment().reasons)


def test_a_change_to_a_published_comment_waits_and_the_old_text_stays(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    """Attack case 38."""
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "Buy now!")
    assert "The old text." in on_page(ada)
    assert "Buy now!" not in on_page(ada)
    assert "Buy now!" in ada.client.get(receipt).text
    assert decide_change(mo, "approval") == 303
    assert "Buy now!" in on_page(ada)
    assert "The old text." not in on_page(ada)


def test_a_refused_change_leaves_the_old_text_and_tells_why(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "Buy now!")
    decide_change(mo, "rejection", told="That advertises something.")
    page = ada.client.get(receipt).text
    assert "The old text." in on_page(ada)
    assert "was not published; the text above stays" in page
    assert "That advertises something." in page
    assert "No change is waiting." in mo.page("/moderation/changes/")


def test_a_decision_about_a_change_is_undone_like_any_other(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "The new text.")
    decide_change(mo, "approval")
    assert mo.undoes(2).status_code == 303
    assert "The old text." in on_page(ada)
    assert "The new text." in mo.page("/moderation/changes/")
    assert mo.undoes(3).status_code == 303
    assert "The new text." in on_page(ada)


def test_a_moderator_decides_only_about_the_change_that_was_seen(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "Harmless.")
    change(ada, receipt, "Buy now!")
    assert decide_change(mo, "approval", version="1") == 409
    assert "Buy now!" not in on_page(ada)


def test_a_second_click_decides_a_change_once(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "The new text.")
    page = mo.page("/moderation/changes/")
    shown = {"version": found(VERSION, page), "csrf_token": found(CSRF, page)}
    answers = [mo.client.post("/moderation/changes/1/approval", data=shown) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location


def test_changing_it_back_takes_the_change_back(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "The new text.")
    change(ada, receipt, "The old text.")
    assert "No change is waiting." in mo.page("/moderation/changes/")


def test_the_edit_form_holds_what_was_typed_last_and_not_html(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    """Attack case 24."""
    typed = "</textarea><script>alert(1)</script> *old*"
    receipt = receipt_of(ada, typed)
    page = ada.client.get(f"{receipt}/edit").text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; *old*" in page
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "*new*")
    assert ">*new*</textarea>" in ada.client.get(f"{receipt}/edit").text.replace("\r\n", "")


@pytest.mark.parametrize("typed", ["", " ", "x" * 5001, "a\x00b"])
def test_a_change_that_does_not_fit_is_handed_back_whole(ada: Visitor, typed: str) -> None:
    receipt = receipt_of(ada, "The old text.")
    answer = ada.client.post(f"{receipt}/edit", data={"author_name": "Ada", "text": typed})
    assert answer.status_code == 422
    assert typed.replace("\x00", "") in answer.text
    assert newest_comment().text == "The old text."


def test_a_change_that_comes_too_late_is_handed_back(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada)
    mo.decides(newest_comment().id, "rejection")
    typed = {"author_name": "Ada", "text": "My hour of work."}
    answer = ada.client.post(f"{receipt}/edit", data=typed)
    assert answer.status_code == 409
    assert "My hour of work." in answer.text
    assert ada.client.get(f"{receipt}/edit").status_code == 409


def test_withdrawn_it_disappears_at_once_and_for_good(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada, "I regret this.")
    comment_id = newest_comment().id
    mo.decides(comment_id, "approval")
    asked = ada.client.get(f"{receipt}/withdrawal")
    assert "I regret this." in on_page(ada), "asking changes nothing"
    assert asked.status_code == 200
    assert ada.client.post(f"{receipt}/withdrawal").status_code == 303
    assert "I regret this." not in on_page(ada)
    assert "Your comment is withdrawn" in ada.client.get(receipt).text
    assert mo.decides(comment_id, "approval").status_code == 409
    assert "I regret this." not in on_page(ada)
    assert "The writer" in mo.page("/moderation/log")


def test_nobody_brings_a_withdrawn_comment_back_by_undoing(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "I regret this.")
    mo.decides(newest_comment().id, "approval")
    ada.client.post(f"{receipt}/withdrawal")
    assert mo.undoes(2).status_code == 409
    assert newest_comment().state is State.DELETED


def test_an_answer_stays_when_what_it_answers_is_withdrawn(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada, "I regret this.")
    parent = newest_comment().id
    mo.decides(parent, "approval")
    mo.decides(bo.posted("I answer.", parent=str(parent)).id, "approval")
    ada.client.post(f"{receipt}/erasure")
    page = on_page(ada)
    assert "I answer." in page
    assert "I regret this." not in page


def test_how_long_it_usually_takes_is_said_once_it_is_known(app: Flask, ada: Visitor) -> None:
    receipt = receipt_of(ada)
    now = clock.now()
    for number in range(10):
        assert "usually takes" not in ada.client.get(receipt).text
        ada.sends(f"Number {number}")
        approve_newest(None, now + timedelta(hours=3 + number))
    assert "usually takes" not in ada.client.get(receipt).text, "no person decided"


def test_the_usual_time_is_the_median_of_what_people_decided(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada)
    now = clock.now()
    for number in range(11):
        ada.sends(f"Number {number}")
        approve_newest(mo.id, now + timedelta(hours=number))
    assert "usually takes about 5 hours" in ada.client.get(receipt).text


def test_the_data_can_be_taken_along(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada, "My *text*.", email=ADDRESS)
    mo.decides(newest_comment().id, "approval", why="fine by me")
    change(ada, receipt, "My better text.")
    answer = ada.client.get(f"{receipt}/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    kept = json.loads(answer.text)["comments"][0]
    assert (kept["text"], kept["email"], kept["state"]) == ("My *text*.", ADDRESS, "approved")
    assert kept["changes"][0]["text"] == "My better text."
    assert kept["decisions"][0]["by"] == "moderator"
    assert "fine by me" not in answer.text


def test_erased_nothing_of_it_is_left_in_any_table(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada, "Zanzibar.", email=ADDRESS, author_name="Adelaide")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "Zanzibar again.", "Adelaide")
    decide_change(mo, "rejection", told="Zanzibar is not the subject.")
    asked = ada.client.get(f"{receipt}/erasure")
    assert "Zanzibar." in on_page(ada), "asking changes nothing"
    assert asked.status_code == 200
    assert ada.client.post(f"{receipt}/erasure").status_code == 303
    assert "Zanzibar" not in on_page(ada)
    assert "Your comment is erased" in ada.client.get(receipt).text
    assert "Zanzibar" not in ada.client.get(f"{receipt}/data").text
    database.db.session.rollback()
    for table in database.Model.metadata.sorted_tables:
        for row in database.db.session.execute(select(table)):
            for trace in ("Zanzibar", "Adelaide", ADDRESS):
                assert trace not in str(tuple(row)), table.name
    assert len(database.db.session.scalars(select(Decision)).all()) == 3


def test_an_erased_comment_stays_erased(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada)
    for _ in range(2):
        assert ada.client.post(f"{receipt}/erasure").status_code == 303
    assert ada.client.post(f"{receipt}/withdrawal").status_code == 303
    typed = {"author_name": "Ada", "text": "Back again."}
    assert ada.client.post(f"{receipt}/edit", data=typed).status_code == 409
    assert mo.decides(newest_comment().id, "approval").status_code == 409
    assert newest_comment().text == ""


@pytest.mark.parametrize("what", ["", "/edit", "/data", "/withdrawal", "/erasure"])
@pytest.mark.parametrize("secret", ["1", "x" * 43, "%00", "a" * 5000, "é"])
def test_without_the_secret_there_is_nothing(ada: Visitor, what: str, secret: str) -> None:
    """Attack case 41: neither a number nor a guess opens anybody's receipt."""
    ada.posted()
    assert ada.client.get(f"/receipts/{secret}{what}").status_code == 404
    assert ada.client.post(f"/receipts/{secret}{what}").status_code in {404, 405}


def test_an_old_version_is_reached_by_no_number(ada: Visitor, mo: ModeratorAtWork) -> None:
    """Attack case 37: changes are shown to moderators and to the writer's secret address alone."""
    receipt = receipt_of(ada, "The old text.")
    mo.decides(newest_comment().id, "approval")
    change(ada, receipt, "The new text.")
    database.db.session.rollback()
    change_id = database.db.session.scalars(select(CommentRevision.id)).one()
    for address in (f"/moderation/changes/{change_id}", f"{receipt}/changes/{change_id}"):
        answer = ada.client.get(address)
        assert answer.status_code in {303, 302, 404}
        assert "The new text." not in answer.text


def test_the_secret_address_is_kept_nowhere_and_named_to_nobody(ada: Visitor) -> None:
    receipt = receipt_of(ada)
    for page in ("", "/edit", "/withdrawal", "/erasure", "/data"):
        headers = ada.client.get(receipt + page).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "strict-origin"
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize("what", ["/edit", "/withdrawal", "/letters", "/erasure"])
def test_no_other_site_acts_for_the_writer(ada: Visitor, what: str) -> None:
    receipt = receipt_of(ada)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        data = {"author_name": "Eve", "text": "Mine."}
        answer = ada.client.post(receipt + what, data=data, headers=headers)
        assert answer.status_code == 403
    assert newest_comment().state is State.PENDING


def test_two_changes_at_once_leave_one_that_waits(ada: Visitor, mo: ModeratorAtWork) -> None:
    receipt = receipt_of(ada)
    mo.decides(newest_comment().id, "approval")
    for text_typed in ("One.", "Two.", "Three."):
        change(ada, receipt, text_typed)
    waiting = select(CommentRevision).where(CommentRevision.state == State.PENDING)
    database.db.session.rollback()
    assert [row.text for row in database.db.session.scalars(waiting)] == ["Three."]


def test_a_refused_comment_takes_its_change_out_of_the_queue(
    ada: Visitor, mo: ModeratorAtWork
) -> None:
    receipt = receipt_of(ada)
    comment_id = newest_comment().id
    mo.decides(comment_id, "approval")
    change(ada, receipt, "The new text.")
    mo.decides(comment_id, "rejection")
    assert "No change is waiting." in mo.page("/moderation/changes/")
