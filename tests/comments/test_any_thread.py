"""Whatever the shape of a thread and the decisions about it: shown is what was approved, once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select

from gloss.comments import thread_pages
from gloss.comments.models import Comment, State, Thread
from gloss.comments.published import PublishedComment
from gloss.comments.thread_pages import Order
from gloss.database import db
from tests.comments.forest import Seed, decide, grow

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DECISIONS = st.lists(st.tuples(st.integers(0, 999), st.sampled_from(State)), max_size=12)
numbers = iter(range(10**9))  # each example has an article of its own
settings = hypothesis.settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def trees(draw: st.DrawFn) -> list[Seed]:
    """Draw a thread that was once approved as a whole, or in part."""
    seeds: list[Seed] = []
    for number in range(draw(st.integers(1, 70))):
        parent = draw(st.none() | st.integers(1, number)) if number else None
        state = draw(st.sampled_from([State.APPROVED] * 4 + [State.PENDING, State.REJECTED]))
        seeds.append(Seed(parent, state))
    return seeds


@settings
@given(seeds=trees(), decisions=DECISIONS)
def test_every_order_shows_each_approved_comment_exactly_once(
    app: Flask, seeds: list[Seed], decisions: list[tuple[int, State]]
) -> None:
    article_id = f"article {next(numbers)}"
    ids = grow(seeds, article_id)
    for place, state in decisions:
        decide(ids[place % len(ids)], state)
    comments = all_of(article_id)
    approved = {c.id for c in comments.values() if c.state is State.APPROVED}
    for order in Order:
        shown = list(read_through(article_id, order))
        assert len(shown) == len({c.id for c in shown})
        assert {c.id for c in shown if not c.is_removed} == approved
        assert all(c.text == c.author_name == "" for c in shown if c.is_removed)
        assert all(is_answered(c.id, comments) for c in shown if c.is_removed)
    assert thread_pages.page(article_id).count == len(approved)


@settings
@given(seeds=trees(), decisions=DECISIONS)
def test_counts_and_places_are_right_after_any_decisions_in_any_order(
    app: Flask, seeds: list[Seed], decisions: list[tuple[int, State]]
) -> None:
    article_id = f"article {next(numbers)}"
    ids = grow(seeds, article_id)
    for place, state in decisions:
        decide(ids[place % len(ids)], state)
    comments = all_of(article_id)
    for comment in comments.values():
        under = [c for c in comments.values() if comment.id in shown_above(c, comments)]
        answers = sum(c.state is State.APPROVED for c in under)
        assert comment.answers == answers
        assert comment.is_shown == (comment.state is State.APPROVED or answers > 0)


@settings
@given(seeds=trees())
def test_a_permalink_leads_to_a_page_that_holds_the_comment(app: Flask, seeds: list[Seed]) -> None:
    article_id = f"article {next(numbers)}"
    for comment_id in grow(seeds, article_id):
        comment = db.session.get_one(Comment, comment_id)
        start = thread_pages.start_of_page_with(article_id, comment_id)
        assert (start is not None) == (comment.state is State.APPROVED)
        if start is not None:
            page = thread_pages.page(article_id, start)
            assert comment_id in {c.id for c in page.comments}


def read_through(article_id: str, order: Order) -> Iterator[PublishedComment]:
    after: int | None = 0
    while after is not None:
        page = thread_pages.page(article_id, after, order)
        yield from page.comments
        after = page.next_after


def all_of(article_id: str) -> dict[int, Comment]:
    db.session.rollback()
    db.session.expire_all()
    found = select(Comment).join(Thread).where(Thread.article_id == article_id)
    return {comment.id: comment for comment in db.session.scalars(found)}


def ancestors(comment: Comment, comments: dict[int, Comment]) -> list[int]:
    """Return the ids of what a comment answers, and what that answers, the outermost first."""
    found: list[int] = []
    while comment.parent_id:
        comment = comments[comment.parent_id]
        found.insert(0, comment.id)
    return found


def shown_above(comment: Comment, comments: dict[int, Comment]) -> list[int]:
    return ancestors(comment, comments)[:4]


def is_answered(comment_id: int, comments: dict[int, Comment]) -> bool:
    return any(
        comment_id in ancestors(c, comments) for c in comments.values() if c.state is State.APPROVED
    )
