"""Figures of the overview: how long comments wait, and whether what looked suspicious was so."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from gloss import clock, database, heartbeats
from gloss.accounts.models import Moderator
from gloss.articles import library
from gloss.comments.models import Comment, Decision
from gloss.comments.reports import reporting
from gloss.comments.reports.models import Complaint
from gloss.comments.reports.reporting import Sent
from gloss.database import db
from gloss.moderation.figures import accuracy, first_steps, pace
from gloss.moderation.figures.accuracy import Accuracy
from gloss.moderation.figures.first_steps import Step
from gloss.moderation.finding.wanted import Reason
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article

OVERVIEW = "/moderation/overview"
Decided = Callable[..., int]


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    an_article(content_dir)
    return a_moderator(app)


@pytest.fixture
def decided(mo: ModeratorAtWork, client: FlaskClient) -> Decided:
    """Let Mo decide about a comment that waited so many hours; return the comment's id."""

    def decide(
        decision: str = "approval", hours: float = 0, days_ago: int = 0, **fields: str
    ) -> int:
        comment_id = Visitor(client).posted(**fields).id
        mo.decides(comment_id, decision)
        at = clock.now() - timedelta(days=days_ago)
        posted = update(Comment).where(Comment.id == comment_id)
        made = update(Decision).where(Decision.comment_id == comment_id).values(decided_at=at)
        statements = (posted.values(posted_at=at - timedelta(hours=hours)), made)
        for statement in statements:
            database.write(lambda s, statement=statement: s.execute(statement).close())  # type: ignore[misc]
        db.session.rollback()
        return comment_id

    return decide


def lately() -> dict[Reason | None, tuple[int, int]]:
    db.session.rollback()
    found = accuracy.lately(db.session(), clock.now())
    return {
        one.reason: (one.confirmed, one.overturned)
        for one in found
        if one.reason is not Reason.HASTE  # as tests type
    }


def test_the_median_is_of_what_people_decided_in_the_last_thirty_days(decided: Decided) -> None:
    assert pace.lately(db.session(), clock.now()).median is None
    for hours in (0.5, 2, 100):
        decided(hours=hours)
    decided(hours=5000, days_ago=31)
    found = pace.lately(db.session(), clock.now())
    assert found.median == timedelta(hours=2)
    assert [band.number for band in found.bands] == [1, 1, 0, 0, 1]
    assert (found.judged, found.is_all) == (3, True)


def test_what_was_decided_again_counts_once(mo: ModeratorAtWork, decided: Decided) -> None:
    comment_id = decided(hours=2)
    mo.decides(comment_id, "rejection")
    assert pace.lately(db.session(), clock.now()).judged == 1


def test_only_the_newest_are_looked_at_and_that_is_said(
    mo: ModeratorAtWork, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "LOOKED_AT", 2)
    for _ in range(3):
        decided(hours=2)
    found = pace.lately(db.session(), clock.now())
    assert (found.judged, found.is_all) == (2, False)
    assert "Of the newest 2 decisions" in mo.page(OVERVIEW)


def test_a_reason_is_confirmed_by_refusing_and_overturned_by_publishing(
    mo: ModeratorAtWork, decided: Decided
) -> None:
    shouted = "THIS IS VERY LOUD INDEED, MY FRIENDS"
    decided("spam", website="filled")
    decided("rejection", website="filled", text=shouted)
    turned = decided("approval", text=shouted)
    decided("approval")
    decided("spam", days_ago=31, website="filled")
    assert lately() == {Reason.HIDDEN_FIELD: (2, 0), Reason.CAPITALS: (1, 1)}
    mo.decides(turned, "spam")
    assert lately()[Reason.CAPITALS] == (2, 0), "what counts is where a comment stands"
    page = mo.page(OVERVIEW)
    assert "The hidden field was filled" in page
    assert '<svg class="bar"' in page


def test_a_report_was_right_if_the_comment_did_not_stay(
    mo: ModeratorAtWork, decided: Decided
) -> None:
    for verdict in ("approval", "rejection"):
        comment_id = decided()
        for reporter in ("bo", "eve"):
            sent = Sent("tides", comment_id, Complaint.HARM, "", reporter)
            database.write(lambda s, sent=sent: reporting.report(s, sent, clock.now()))  # type: ignore[misc]
        assert mo.decides(comment_id, verdict).status_code == 303
    assert lately() == {None: (1, 1)}
    assert Accuracy(None, 1, 3).share == 0.25


def test_an_empty_site_says_what_to_do_first_and_what_is_done(
    mo: ModeratorAtWork, client: FlaskClient
) -> None:
    page = mo.page(OVERVIEW)
    assert "What to do first" in page
    assert "Time to a decision" not in page, "there is nothing to tell yet"
    assert done() == {Step.ARTICLE}
    database.write(lambda session: heartbeats.backed_up(session, clock.now()))
    assert done() == {Step.ARTICLE, Step.BACKUP}
    assert mo.page(OVERVIEW).index("Make a first backup") > page.index("Make a first backup")
    Visitor(client).posted()
    page = mo.page(OVERVIEW)
    assert "What to do first" not in page
    assert "Usual wait" in page


def done() -> frozenset[Step]:
    db.session.rollback()
    me = db.session.scalars(select(Moderator)).one()
    return first_steps.of(db.session(), library.current(), me, clock.now()).done


def test_a_backup_of_long_ago_is_told(mo: ModeratorAtWork, client: FlaskClient) -> None:
    Visitor(client).posted()
    assert "No backup was ever made" in mo.page(OVERVIEW)
    then = clock.now() - timedelta(days=9)
    database.write(lambda session: heartbeats.backed_up(session, then))
    assert "would be lost with the disk" in mo.page(OVERVIEW)
    assert heartbeats.last(db.session()) is None, "a backup is no sweep"


def test_who_waits_longest_is_told(mo: ModeratorAtWork, client: FlaskClient) -> None:
    assert pace.waiting_since(db.session()) is None
    first = Visitor(client).posted().posted_at
    Visitor(client).posted()
    db.session.rollback()
    assert pace.waiting_since(db.session()) == first
    assert "the first since" in mo.page(OVERVIEW)
