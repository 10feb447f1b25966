"""The demonstration: sample comments in every state, marked as samples, on empty ground only."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from gloss import clock, database
from gloss.comments.models import Comment, State
from gloss.comments.reports.models import Report
from gloss.operation import samples
from tests.cast import an_article, registered


@pytest.fixture
def filled(app: Flask, content_dir: Path) -> str:
    """Fill an empty site; return the token of the moderator's link."""
    an_article(content_dir)
    return database.write(lambda session: samples.fill(session, clock.now()))


def test_there_are_samples_in_every_state_that_moderators_see(filled: str) -> None:
    states = Counter(database.db.session.scalars(select(Comment.state)))
    assert set(states) == {State.PENDING, State.APPROVED, State.REJECTED, State.SPAM}


def test_a_reader_has_reported_one_that_is_public(filled: str) -> None:
    (comment,) = database.db.session.scalars(select(Comment).where(Comment.open_reports > 0))
    (report,) = database.db.session.scalars(select(Report))
    assert (comment.state, report.comment_id) == (State.APPROVED, comment.id)
    assert report.words.endswith("(sample)")


def test_every_sample_says_that_it_is_one(filled: str) -> None:
    names = database.db.session.scalars(select(Comment.author_name)).all()
    assert all(name.endswith("(sample)") for name in names)


def test_the_link_lets_the_sample_moderator_set_a_password(filled: str, app: Flask) -> None:
    page = app.test_client().get(f"/moderation/password/{filled}")
    assert page.status_code == 200


def test_a_site_that_is_in_use_is_left_alone(app: Flask, content_dir: Path) -> None:
    an_article(content_dir)
    registered("Mo", clock.now())
    with pytest.raises(samples.InUse):
        database.write(lambda session: samples.fill(session, clock.now()))


def test_a_library_without_articles_gets_a_moderator_and_no_samples(app: Flask) -> None:
    database.write(lambda session: samples.fill(session, clock.now()))
    assert database.db.session.scalars(select(Comment.id)).all() == []
