"""Revisions become visible in their order, so that nobody who asks for newer ones misses any."""

from functools import partial
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import revisions
from gloss.comments.models import Thread as CommentThread
from gloss.database import db


@pytest.fixture
def threads(app: Flask) -> dict[str, int]:
    """Return the ids of the threads on two articles."""

    def make(session: Session) -> dict[str, int]:
        made = [CommentThread(article_id=name) for name in ("tides", "dunes")]
        session.add_all(made)
        session.flush()
        return {thread.article_id: thread.id for thread in made}

    return database.write(make)


def visible(number: int = 0) -> dict[str, int]:
    with db.engine.connect() as connection:
        return dict(revisions.newer_than(connection, number))


def change(session: Session, thread_id: int) -> None:
    """Change a thread in public, as a decision does."""
    counted = CommentThread.approved_count + 1
    changed = update(CommentThread).where(CommentThread.id == thread_id)
    session.execute(changed.values(approved_count=counted))
    revisions.note(session, thread_id)


def test_each_public_change_has_the_next_number(threads: dict[str, int]) -> None:
    for name in ("tides", "dunes", "tides"):
        database.write(partial(change, thread_id=threads[name]))
    assert visible() == {"tides": 3, "dunes": 2}
    assert visible(2) == {"tides": 3}


def test_a_change_that_was_undone_takes_no_number(threads: dict[str, int]) -> None:
    def failing(session: Session) -> None:
        change(session, threads["tides"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(failing)
    assert visible() == {}


def test_of_two_writers_the_later_number_is_never_seen_first(
    app: Flask, threads: dict[str, int]
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # has one writer at a time anyway

    def write_second() -> None:
        with app.app_context():
            database.write(lambda session: change(session, threads["dunes"]))

    second = Thread(target=write_second)
    with Session(db.engine) as first:
        change(first, threads["tides"])
        second.start()
        second.join(0.3)  # it would have committed by now, if it did not wait for the first
        assert second.is_alive()
        assert visible() == {}
        first.commit()
    second.join()
    assert visible() == {"tides": 1, "dunes": 2}
    assert db.session.scalars(select(CommentThread.approved_count)).all() == [1, 1]
