"""What the public sees of a thread: approved comments, in each order, a page at a time."""

import re
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from gloss.comments import thread_pages
from gloss.comments.models import State
from gloss.comments.thread_pages import PAGE_SIZE, Order, ThreadPage
from gloss.database import db
from tests.cast import an_article
from tests.comments.forest import NOON, Seed, decide, grow

LATER = 'href="/articles/tides/comments/after/'
ID = re.compile(r'id="comment-(\d+)"')
LONG = 2_000
MOST_STEPS = 2_500  # 10,000 and more if such a thread is walked through


def chain(length: int) -> list[Seed]:
    return [Seed(number or None) for number in range(length)]


SHAPES = {
    "roots": [Seed() for _ in range(LONG)],
    "one root": [Seed(), *(Seed(1) for _ in range(LONG - 1))],
    "a chain": chain(LONG),
    "pairs": [Seed(), Seed(1), *(Seed(n if n % 2 else None) for n in range(2, LONG))],
}


def test_an_article_without_comments_has_an_empty_thread(app: Flask) -> None:
    for order in Order:
        assert thread_pages.page("tides", order=order) == ThreadPage([], 0, None, order)


def test_only_approved_comments_are_read_and_nothing_of_them_that_is_not_shown(app: Flask) -> None:
    grow([Seed(text="Seen."), Seed(state=State.PENDING), Seed(1, State.SPAM)])
    (shown,) = thread_pages.page("tides").comments
    assert shown[:4] == (1, "Ada 1", "Seen.", NOON)
    assert not {"ada@example.org", "mostly capitals", "n"} & set(map(str, shown))


def test_answers_stand_under_what_they_answer_in_the_order_of_time(app: Flask) -> None:
    grow([Seed(), Seed(), Seed(1), Seed(2), Seed(1), Seed(3)])
    assert [comment.id for comment in thread_pages.page("tides").comments] == [1, 3, 6, 5, 2, 4]


def test_answers_are_indented_three_deep_and_then_name_what_they_answer(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    grow([*chain(6), Seed(4)])
    page = client.get("/articles/tides").text
    assert page.count('<ol class="comments"') == 4
    assert named_parents(page) == ["#comment-4", "#comment-5", "#comment-4"]


def named_parents(page: str) -> list[str]:
    return re.findall(r'In reply to <a href="([^"]+)"', page)


def test_the_newest_conversations_come_first_and_each_is_told_from_its_beginning(
    app: Flask,
) -> None:
    grow([Seed(), Seed(), Seed(1), Seed(2), Seed()])
    page = thread_pages.page("tides", order=Order.NEWEST)
    assert [comment.id for comment in page.comments] == [5, 2, 4, 1, 3]


def test_the_most_answered_conversations_come_first(app: Flask) -> None:
    grow([Seed(), Seed(), Seed(2), Seed(3), Seed(1), Seed()])
    page = thread_pages.page("tides", order=Order.MOST_ANSWERED)
    assert [comment.id for comment in page.comments] == [2, 3, 4, 1, 5, 6]


def test_an_answered_comment_that_is_removed_leaves_its_place_and_none_of_its_words(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    grow([Seed(text="Regretted."), Seed(1, text="Kept."), Seed(text="Alone.")])
    for removed in (1, 3):
        decide(removed, State.REJECTED)
    for address in ("", "/comments/newest", "/comments/most-answered", "/comments/feed.atom"):
        page = client.get(f"/articles/tides{address}").text
        assert "Kept." in page
        assert ("Regretted." in page, "Alone." in page, "Ada 1" in page) == (False, False, False)
    page = client.get("/articles/tides").text
    assert page.count("This comment was removed.") == 1
    assert "One comment" in page


def test_the_place_of_a_removed_comment_goes_with_the_last_answer(app: Flask) -> None:
    grow([Seed(), Seed(1), Seed(2)])
    for removed in (1, 2):
        decide(removed, State.DELETED)
    assert [comment.is_removed for comment in thread_pages.page("tides").comments] == [
        True,
        True,
        False,
    ]
    decide(3, State.SPAM)
    assert thread_pages.page("tides").comments == []


def test_a_reply_to_a_removed_comment_does_not_tell_whose_it_was(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    grow(chain(6))
    decide(5, State.REJECTED)
    page = client.get("/articles/tides").text
    assert "In reply to a comment that was removed" in page
    assert "Ada 5" not in page


def test_a_long_thread_leads_from_page_to_page(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    grow([Seed() for _ in range(PAGE_SIZE + 1)])
    first = client.get("/articles/tides").text
    assert f"{PAGE_SIZE + 1} comments" in first
    assert f'{LATER}{PAGE_SIZE}"' in first
    second = client.get(f"/articles/tides/comments/after/{PAGE_SIZE}").text
    assert (f"Wave {PAGE_SIZE + 1}." in second, LATER in second) == (True, False)


def test_a_page_that_begins_in_the_middle_of_a_conversation_says_what_it_continues(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    grow([Seed(), *(Seed(1) for _ in range(PAGE_SIZE + 5))])
    second = client.get(f"/articles/tides/comments/after/{PAGE_SIZE}").text
    assert named_parents(second) == ["/articles/tides/comments/1"] * 6


@pytest.mark.parametrize("order", ["", "/newest", "/most-answered"])
@pytest.mark.parametrize("after", [3, 4, 99])
def test_no_page_follows_what_was_never_public_here(
    client: FlaskClient, content_dir: Path, order: str, after: int
) -> None:
    an_article(content_dir)
    grow([Seed(), Seed(), Seed(state=State.PENDING)])
    grow([Seed()], "dunes")
    assert client.get(f"/articles/tides/comments{order}/after/{after}").status_code == 404


def test_other_orders_are_not_for_search_engines(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    grow([Seed(), Seed()])
    for order in ("newest", "most-answered"):
        page = client.get(f"/articles/tides/comments/{order}")
        assert page.status_code == 200
        assert '<meta name="robots" content="noindex">' in page.text
        assert '<link rel="canonical" href="http://localhost/articles/tides">' in page.text
        assert "ETag" in page.headers
    assert client.get("/articles/tides/comments/loudest").status_code == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_a_permalink_leads_to_the_page_that_shows_the_comment(
    client: FlaskClient, content_dir: Path, shape: str
) -> None:
    an_article(content_dir)
    grow(SHAPES[shape][:200])
    for comment_id in (1, 2, 25, 26, 27, 51, 113, 200):
        answer = client.get(f"/articles/tides/comments/{comment_id}")
        assert answer.status_code == 303
        address, _, anchor = answer.location.partition("#")
        assert anchor == f"comment-{comment_id}"
        assert str(comment_id) in ID.findall(client.get(address).text)


@pytest.mark.parametrize("state", [s for s in State if s is not State.APPROVED])
def test_a_permalink_to_what_is_not_public_is_no_page(
    client: FlaskClient, content_dir: Path, state: State
) -> None:
    an_article(content_dir)
    grow([Seed(), Seed(state=state), Seed(2)])
    grow([Seed()], "dunes")
    for comment_id in (2, 4, 99):
        assert client.get(f"/articles/tides/comments/{comment_id}").status_code == 404
    assert client.get("/articles/nowhere/comments/1").status_code == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_takes_as_few_statements_wherever_it_is_in_a_long_thread(
    app: Flask, shape: str
) -> None:
    grow(SHAPES[shape])
    statements: list[str] = []
    event.listen(
        db.engine, "before_cursor_execute", lambda *given: statements.append(str(given[2]))
    )
    for order, after in product(Order, (0, 1_000, 1_900)):
        statements.clear()
        assert thread_pages.page("tides", after, order).count == LONG
        most = 3 if order is Order.OLDEST else 7 + PAGE_SIZE // 2
        assert len([sql for sql in statements if sql.startswith("SELECT")]) <= most
        if db.engine.dialect.name == "sqlite":
            assert steps(after, order) < MOST_STEPS


def steps(after: int, order: Order) -> int:
    """Count the instructions of SQLite's machine that a page takes, to the next hundred."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 100
        return 0

    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    connection.set_progress_handler(count, 100)
    try:
        thread_pages.page("tides", after, order)
    finally:
        connection.set_progress_handler(None, 0)
    return counted
