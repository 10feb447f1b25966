"""The log of decisions: searched, and exported (case 30 of the attacks)."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from gloss import clock, database, language
from gloss.accounts.models import AccountEvent, Deed
from gloss.comments.models import State
from gloss.database import db
from gloss.moderation import decisions, records
from gloss.moderation.decisions import Seen
from gloss.moderation.records import Wanted
from gloss.moderation.suspicion import wording
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
    return [decision.to_state for decision in records.page(db.session(), wanted).decisions]


def test_it_is_searched_by_moderator_outcome_and_period(mo: ModeratorAtWork) -> None:
    now, an_hour = clock.now(), timedelta(hours=1)
    assert states(Wanted(moderator_id=mo.id)) == [State.REJECTED, State.APPROVED]
    assert states(Wanted(moderator_id=mo.id + 1)) == []
    assert states(Wanted(to_state=State.APPROVED)) == [State.APPROVED]
    assert states(Wanted(since=now + an_hour)) == states(Wanted(until=now - an_hour)) == []
    assert "Nothing of that kind" in mo.page(f"{LOG}?since=2999-01-01&person={mo.id}&state=spam")


def test_words_of_reasons_are_found_in_any_capitals_and_scripts(
    mo: ModeratorAtWork, app: Flask
) -> None:
    ada = Visitor(app.test_client())
    mo.decides(ada.posted("Three.").id, "rejection", told="Не по теме: 100 % РЕКЛАМА_")
    mo.decides(ada.posted("Four.").id, "spam", why="advertises")
    assert states(Wanted(words="реклама_")) == [State.REJECTED]
    assert states(Wanted(words="ADVERT")) == [State.SPAM]
    assert states(Wanted(words="100 %", to_state=State.SPAM)) == []
    page = mo.page(f"{LOG}?words=advert")
    assert (page.count("<q>"), "advertises" in page) == (1, True)
    sent = {"csrf_token": found(CSRF, page), "words": "advert"}
    assert "HYPERLINK" not in mo.client.post(f"{LOG}/export", data=sent).text


def test_words_are_looked_for_a_part_at_a_time(
    mo: ModeratorAtWork, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "LOOKED_AT", 2)
    ada = Visitor(app.test_client())
    for number in range(4):
        mo.decides(ada.posted(f"No {number}.").id, "spam", why="an advertisement")
    nothing = records.page(db.session(), Wanted(words="hyperlink"))
    assert (nothing.decisions, nothing.before is None) == ([], False)
    assert "Look further" in mo.page(f"{LOG}?words=hyperlink")
    rows = list(records.table(db.engine, Wanted(words="hyperlink")))
    assert len(rows) == 2, "the head, and the one that holds them"


def test_what_no_moderator_decided_is_found_and_said_in_the_readers_language(
    mo: ModeratorAtWork, app: Flask
) -> None:
    waiting = Visitor(app.test_client()).posted("Five.")
    why = wording.SCORE % {"score": "97", "threshold": "90"}
    seen = Seen(waiting.id, waiting.version, None, why)
    database.write(lambda session: decisions.mark_spam(session, seen, clock.now()))
    assert states(Wanted(by_nobody=True)) == [State.SPAM]
    page = mo.page(f"{LOG}?person=nobody")
    assert (page.count("<li>\n    <div>"), "Score 97, threshold 90" in page) == (1, True)
    with language.speaking("ru"):
        assert wording.said(why) == "Оценка 97, порог 90"
        rule = wording.RULE % {"rule": 3, "kind": "word", "value": "«100 %(n)s»\nnew"}
        assert "«100 %(n)s»\nnew" in wording.said(rule)
        assert wording.said("Moved by hand") == "Moved by hand"


def test_the_words_are_served_by_their_index(app: Flask) -> None:
    session = db.session()
    is_sqlite = db.engine.dialect.name == "sqlite"
    session.execute(text("SELECT 1" if is_sqlite else "SET enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    query = "SELECT id FROM decision WHERE why != '' OR told != '' ORDER BY id DESC LIMIT 9"
    assert "ix_decision_reasons" in str(session.execute(text(explain + query)).all())


@pytest.mark.parametrize(
    "asked",
    [
        "words=%00",
        "person=nobody&words=" + "w" * 900,
        "person=x&state=%00&since=x",
        "until=9999-12-31&before=-1",
    ],
)
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
