"""The log of decisions: searched, and exported (case 30 of the attacks)."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from gloss import clock
from gloss.accounts.models import AccountEvent, Deed
from gloss.comments.models import State
from gloss.database import db
from gloss.moderation import records
from gloss.moderation.records import Wanted
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, found

LOG = "/moderation/log"


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    """Return Mo, who approved one comment and rejected another with a formula for a reason."""
    an_article(content_dir)
    mo = a_moderator(app)
    ada = Visitor(app.test_client())
    mo.decides(ada.posted("One.").id, "approval")
    mo.decides(ada.posted("Two.").id, "rejection", why="=HYPERLINK(1)")
    return mo


def states(wanted: Wanted) -> list[State]:
    db.session.rollback()
    return [decision.to_state for decision in records.page(db.session(), wanted)]


def test_it_is_searched_by_moderator_outcome_and_period(mo: ModeratorAtWork) -> None:
    now, an_hour = clock.now(), timedelta(hours=1)
    assert states(Wanted(moderator_id=mo.id)) == [State.REJECTED, State.APPROVED]
    assert states(Wanted(moderator_id=mo.id + 1)) == []
    assert states(Wanted(to_state=State.APPROVED)) == [State.APPROVED]
    assert states(Wanted(since=now + an_hour)) == states(Wanted(until=now - an_hour)) == []
    assert "Nothing of that kind" in mo.page(f"{LOG}?since=2999-01-01&person={mo.id}&state=spam")


@pytest.mark.parametrize("asked", ["person=x&state=%00&since=x", "until=9999-12-31&before=-1"])
def test_a_question_that_makes_no_sense_is_no_fault_of_ours(
    mo: ModeratorAtWork, asked: str
) -> None:
    assert "Log" in mo.page(f"{LOG}?{asked}")


def test_an_export_holds_what_was_asked_for_without_formulas_and_is_noted(
    mo: ModeratorAtWork,
) -> None:
    sent = {"csrf_token": found(CSRF, mo.page(LOG)), "state": "rejected"}
    answer = mo.client.post(f"{LOG}/export", data=sent)
    rows = list(csv.reader(answer.text.splitlines()))
    assert [row[4] for row in rows] == ["to", "rejected"]
    assert rows[1][5] == "'=HYPERLINK(1)"
    assert "Two." not in answer.text
    db.session.rollback()
    newest = db.session.query(AccountEvent).order_by(AccountEvent.id.desc()).first()
    assert newest is not None
    assert (newest.deed, newest.detail) == (Deed.LOG_EXPORTED, "decisions")
