"""What the public sees of a thread: approved comments, oldest first, a page at a time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import published
from gloss.comments.models import Comment, State, Thread
from gloss.comments.published import PAGE_SIZE
from gloss.database import db
from tests.cast import an_article

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = 'href="/articles/tides/comments/after/'


def said(*texts: str, state: State = State.APPROVED) -> None:
    """Put comments on the tides, a minute apart."""

    def keep(session: Session) -> None:
        approved = len(texts) if state is State.APPROVED else 0
        database.insert_if_new(
            session, Thread, article_id="tides", approved_count=approved, revision=0
        )
        session.add_all(comment(place, text, state) for place, text in enumerate(texts))

    database.write(keep)


def comment(place: int, text: str, state: State) -> Comment:
    return Comment(
        thread_id=1,
        author_name="Ada",
        email="ada@example.org",
        text=text,
        state=state,
        reasons=["mostly capitals"],
        network="n",
        receipt=f"{state} {place}",
        posted_at=NOON + timedelta(minutes=place),
    )


def test_an_article_without_comments_has_an_empty_thread(app: Flask) -> None:
    assert published.page("tides") == published.ThreadPage([], 0, None)


def test_only_approved_comments_are_read_and_nothing_of_them_that_is_not_shown(app: Flask) -> None:
    said("Seen.")
    said("Waiting.", state=State.PENDING)
    (shown,) = published.page("tides").comments
    assert shown == (1, "Ada", "Seen.", NOON)


def test_a_page_ends_where_the_next_begins(app: Flask) -> None:
    texts = [f"Wave {number}." for number in range(2 * PAGE_SIZE)]
    said(*texts)
    first = published.page("tides")
    assert first.next_after is not None
    second = published.page("tides", first.next_after)
    assert [c.text for page in (first, second) for c in page.comments] == texts
    assert (second.count, second.next_after) == (len(texts), None)


def test_a_long_thread_leads_from_page_to_page(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    said(*(f"Wave {number}." for number in range(PAGE_SIZE + 1)))
    first = client.get("/articles/tides").text
    assert f"{PAGE_SIZE + 1} comments" in first
    assert f'{LATER}{PAGE_SIZE}"' in first
    second = client.get(f"/articles/tides/comments/after/{PAGE_SIZE}").text
    assert (f"Wave {PAGE_SIZE}." in second, LATER in second) == (True, False)


def test_a_page_takes_two_statements_however_long_its_thread(app: Flask) -> None:
    said(*(f"Wave {number}." for number in range(PAGE_SIZE + 1)))
    statements: list[str] = []
    event.listen(
        db.engine, "before_cursor_execute", lambda *given: statements.append(str(given[2]))
    )
    published.page("tides")
    assert len([sql for sql in statements if sql.startswith("SELECT")]) == 2
