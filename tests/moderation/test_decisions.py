"""Decisions: about the version seen, logged, undoable, and never lost between two moderators."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import editing
from gloss.comments.editing import Edit
from gloss.comments.models import Comment, Decision, State
from gloss.moderation import decisions
from gloss.moderation.decisions import ChangedSince, Seen, Unknown
from tests.cast import Visitor, an_article, newest_comment, registered

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def mo(app: Flask) -> int:
    return registered("Mo", NOON)


@pytest.fixture
def comment(client: FlaskClient, content_dir: Path) -> Comment:
    an_article(content_dir)
    return Visitor(client).posted()


def the_log() -> list[tuple[State, State, int]]:
    made = database.db.session.scalars(select(Decision).order_by(Decision.id))
    return [(d.from_state, d.to_state, d.version) for d in made]


@pytest.mark.parametrize(
    ("decide", "state"),
    [
        (decisions.approve, State.APPROVED),
        (decisions.reject, State.REJECTED),
        (decisions.mark_spam, State.SPAM),
    ],
)
def test_a_decision_changes_the_state_and_is_logged(
    comment: Comment, mo: int, decide: decisions.Decide, state: State
) -> None:
    seen = Seen(comment.id, 1, mo, why="because")
    made = database.write(lambda session: decide(session, seen, NOON))
    decision = database.db.session.get_one(Decision, made)
    assert (decision.moderator_id, decision.decided_at, decision.why) == (mo, NOON, "because")
    assert the_log() == [(State.PENDING, state, 2)]
    assert (newest_comment().state, newest_comment().version) == (state, 2)


def test_a_comment_that_changed_since_is_not_decided(comment: Comment, mo: int) -> None:
    mia = registered("Mia", NOON)
    database.write(lambda s: decisions.reject(s, Seen(comment.id, 1, mia), NOON))
    with pytest.raises(ChangedSince):
        database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))
    assert newest_comment().state is State.REJECTED


def test_two_different_decisions_of_one_moderator_do_not_hide_each_other(
    comment: Comment, mo: int
) -> None:
    database.write(lambda s: decisions.reject(s, Seen(comment.id, 1, mo), NOON))
    with pytest.raises(ChangedSince):
        database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))


def test_a_second_click_is_the_same_decision(comment: Comment, mo: int) -> None:
    seen = Seen(comment.id, 1, mo)
    first = database.write(lambda s: decisions.approve(s, seen, NOON))
    assert database.write(lambda s: decisions.approve(s, seen, NOON)) == first
    assert len(the_log()) == 1


def test_an_edit_a_moment_ago_is_no_approval_by_the_same_hand(comment: Comment, mo: int) -> None:
    asked = Edit(comment.id, 1, mo, "Calmer.")
    database.write(lambda s: editing.edit(s, asked, NOON))
    with pytest.raises(ChangedSince):
        database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))
    assert newest_comment().state is State.PENDING


def test_undo_puts_the_comment_back_and_is_logged_too(comment: Comment, mo: int) -> None:
    made = database.write(lambda s: decisions.mark_spam(s, Seen(comment.id, 1, mo), NOON))
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    assert newest_comment().state is State.PENDING
    assert the_log() == [(State.PENDING, State.SPAM, 2), (State.SPAM, State.PENDING, 3)]


def test_an_undoing_can_be_undone(comment: Comment, mo: int) -> None:
    made = database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))
    undone = database.write(lambda s: decisions.undo(s, made, mo, NOON))
    database.write(lambda s: decisions.undo(s, undone, mo, NOON))
    assert newest_comment().state is State.APPROVED


def test_undo_after_somebody_else_decided_changes_nothing(comment: Comment, mo: int) -> None:
    mia = registered("Mia", NOON)
    made = database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))
    database.write(lambda s: decisions.mark_spam(s, Seen(comment.id, 2, mia), NOON))
    with pytest.raises(ChangedSince):
        database.write(lambda s: decisions.undo(s, made, mo, NOON))
    assert newest_comment().state is State.SPAM


def test_what_does_not_exist_cannot_be_decided(comment: Comment, mo: int) -> None:
    with pytest.raises(Unknown):
        database.write(lambda s: decisions.approve(s, Seen(10_000, 1, mo), NOON))
    with pytest.raises(Unknown):
        database.write(lambda s: decisions.undo(s, 10_000, mo, NOON))


def test_the_thread_counts_its_approved_comments(comment: Comment, mo: int) -> None:
    made = database.write(lambda s: decisions.approve(s, Seen(comment.id, 1, mo), NOON))
    assert newest_comment().thread.approved_count == 1
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    assert newest_comment().thread.approved_count == 0


def test_of_two_moderators_at_the_same_moment_exactly_one_decides(
    app: Flask, comment: Comment, mo: int
) -> None:
    mia = registered("Mia", NOON)
    comment_id, start, outcomes = comment.id, Barrier(2), list[str]()
    database.db.session.rollback()

    def decide(moderator_id: int, how: decisions.Decide) -> None:
        def work(session: Session) -> int:
            return how(session, Seen(comment_id, 1, moderator_id), NOON)

        with app.app_context():
            start.wait()
            try:
                database.write(work)
                outcomes.append("decided")
            except ChangedSince:
                outcomes.append("changed")

    both = [
        Thread(target=decide, args=[mo, decisions.approve]),
        Thread(target=decide, args=[mia, decisions.reject]),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == ["changed", "decided"]
    assert len(the_log()) == 1
