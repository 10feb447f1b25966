"""``kill -9`` in an order about many that two carry out: each comment is decided about once."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.database import db
from gloss.moderation.bulk_orders import orders
from gloss.moderation.bulk_orders.orders import Start
from gloss.moderation.models import BulkItem, BulkOrder
from gloss.settings import ROOT, Settings
from tests.cast import registered
from tests.server import FLASK, environment, eventually

ARTICLES = ("dunes", "tides", "wrecks")
EACH = 250
ALL = len(ARTICLES) * EACH


@pytest.fixture
def mo(app: Flask) -> int:
    """Make a moderator, and comments that wait."""
    flask_migrate.stamp()
    database.write(many_wait)
    return registered("Mo", clock.now())


def many_wait(session: Session) -> None:
    fields = {"author_name": "Ada", "reasons": [], "network": "", "posted_at": clock.now()}
    for article in ARTICLES:
        thread = Thread(article_id=article, approved_count=0, revision=0)
        session.add(thread)
        session.flush()
        session.add_all(
            Comment(thread_id=thread.id, text="Grain.", receipt=f"{article} {n}", **fields)
            for n in range(EACH)
        )


@contextmanager
def two_at_work(settings: Settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Let two carry out what is ordered; none is left at the end of the block."""
    two = [
        subprocess.Popen(
            [*FLASK, "work"],
            cwd=ROOT,
            env=environment(settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    try:
        yield two
    finally:
        for worker in two:
            worker.kill()
            worker.wait()


def handled(order: int) -> int:
    """Return how many comments an order is done with."""
    db.session.rollback()
    made = db.session.get_one(BulkOrder, order)
    return made.decided + made.left_alone


def is_done(order: int) -> bool:
    db.session.rollback()
    return db.session.get_one(BulkOrder, order).ended_at is not None


def carried_out_in_spite_of_kills(order: int, settings: Settings) -> None:
    with two_at_work(settings) as (first, second):
        eventually(lambda: handled(order) > 0)
        first.kill()
        reached = handled(order)
        eventually(lambda: handled(order) > reached)
        second.kill()
    assert not is_done(order)
    with two_at_work(settings):
        eventually(lambda: is_done(order))


def previewed(mo: int, to: State) -> int:
    rows = [(thread, comment, 1) for thread, comment in db.session.execute(ALL_COMMENTS)]
    order = BulkOrder(moderator_id=mo, to_state=to, made_at=clock.now())
    made = database.write(lambda session: orders.preview(session, order, rows))
    database.write(lambda session: orders.begin(session, Start(made, mo), clock.now()))
    return made


ALL_COMMENTS = select(Comment.thread_id, Comment.id)


def books() -> tuple[int, int, int, int]:
    """Count decisions, comments decided about, approved ones, and those that threads count."""
    db.session.rollback()
    decided = select(func.count(), func.count(Decision.comment_id.distinct()))
    rows, comments = db.session.execute(decided.select_from(Decision)).one()
    approved = select(func.count()).where(Comment.state == State.APPROVED, Comment.is_shown)
    counted = select(func.sum(Thread.approved_count))
    return rows, comments, db.session.scalar(approved) or 0, db.session.scalar(counted) or 0


def test_an_order_and_its_undo_survive_kills_and_do_nothing_twice(
    mo: int, settings: Settings
) -> None:
    order = previewed(mo, State.APPROVED)
    carried_out_in_spite_of_kills(order, settings)
    assert books() == (ALL, ALL, ALL, ALL)
    made = db.session.get_one(BulkOrder, order)
    assert (made.decided, made.left_alone) == (ALL, 0)
    together = select(func.count(Decision.bulk_id.distinct()), func.count(Decision.bulk_id))
    assert db.session.execute(together).one() == (1, ALL)

    def take_back(session: Session) -> int:
        return orders.undo(session, session.get_one(BulkOrder, order), mo, clock.now())

    undoing = database.write(take_back)
    carried_out_in_spite_of_kills(undoing, settings)
    assert books() == (2 * ALL, ALL, 0, 0)
    states = select(Comment.state, Comment.version).distinct()
    assert db.session.execute(states).all() == [(State.PENDING, 3)]
    assert db.session.scalar(select(func.count()).select_from(BulkItem)) == 0
