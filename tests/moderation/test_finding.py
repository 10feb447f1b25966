"""Filters of the queue: what they let through, page by page, on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import words
from gloss.comments.models import Comment, State
from gloss.comments.receipts import personal_data
from gloss.database import db
from gloss.moderation.finding import pages
from gloss.moderation.finding.wanted import Age, Reason, Wanted
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article

ADDRESS = "ada@example.org"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


def found(**asked: object) -> list[str]:
    wanted = Wanted(NOON, **({"state": None} | asked))  # type: ignore[arg-type]
    db.session.rollback()
    return sorted(comment.text for comment in pages.page(db.session(), wanted).comments)


@pytest.mark.parametrize("usual", [1, words.USUAL])
def test_words_are_found_in_the_text_and_in_the_name(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, usual: int
) -> None:
    monkeypatch.setattr(
        words, "USUAL", usual
    )  # in how many comments words are looked for one by one
    ada.posted("The moon pulls the sea.")
    ada.posted("Nothing here.", author_name="Moon")
    assert found(words=("moon",)) == ["Nothing here.", "The moon pulls the sea."]
    assert found(words=("moon", "sea")) == ["The moon pulls the sea."]
    assert found(words=("noth*",)) == ["Nothing here."]
    assert found(name=("moon",)) == ["Nothing here."]
    assert found(name=("sea",)) == []
    assert found(words=("moon",), name=("ada",)) == ["The moon pulls the sea."]
    assert found(words=("moon",), state=State.PENDING, article_id="tides", reason=Reason.RULE) == []


def test_what_was_erased_is_found_no_more(ada: Visitor) -> None:
    comment_id = ada.posted("The moon pulls.").id
    database.write(lambda session: personal_data.erase(session, [comment_id], NOON))
    assert found(words=("moon",)) == []
    assert found(name=("ada",)) == []


def test_each_filter_lets_through_what_it_says(ada: Visitor) -> None:
    ada.posted("Plain.")
    ada.posted("Odd.", website="filled")
    old, new = NOON - timedelta(days=3), NOON - timedelta(hours=1)

    def set_ages(session: Session) -> None:
        session.execute(update(Comment).values(posted_at=new, email=ADDRESS))
        session.execute(
            update(Comment).where(Comment.text == "Odd.").values(posted_at=old, email=None)
        )

    database.write(set_ages)
    assert found(reason=Reason.HIDDEN_FIELD) == ["Odd."]
    assert found(age=Age.OVER_A_DAY) == ["Odd."]
    assert found(age=Age.WITHIN_A_DAY) == ["Plain."]
    assert found(email=ADDRESS) == ["Plain."]
    assert found(article_id="tides", state=State.PENDING) == ["Odd.", "Plain."]
    assert found(article_id="dunes") == []
    assert found(state=State.SPAM) == []


def test_pages_go_on_where_the_last_one_ended_and_show_each_comment_once(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [ada.posted(f"Word {n}.").text for n in range(7)]
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    monkeypatch.setattr(pages, "LOOKED_AT", 4)
    for asked in ({"state": State.PENDING}, {"state": None, "words": ("word",)}):
        seen, beyond = list[str](), None
        for _ in range(9):
            page = pages.page(db.session(), Wanted(NOON, **asked), beyond)
            seen += [comment.text for comment in page.comments]
            beyond = page.beyond
            if beyond is None:
                break
        assert sorted(seen) == texts
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "query",
    [
        "words=%22%27%3A*%28%29+OR+NEAR", "words=*", "words=a*", "words=%00", "state=nonsense",
        "network=x&reason=nonsense&age=1", "words=" + "w+" * 400, "article=%F0%9F%8C%8A",
        "beyond=-1&after=9999999999999&focus=x", "email=" + "a%00" * 999, "words=_%E0%B8%B5",
    ],
)  # fmt: skip
def test_odd_filters_find_nothing_and_break_nothing(
    ada: Visitor, mo: ModeratorAtWork, query: str
) -> None:
    ada.posted()
    assert mo.client.get(f"/moderation/?{query}").status_code == 200


def test_a_view_is_saved_shared_and_removed(app: Flask, ada: Visitor, mo: ModeratorAtWork) -> None:
    mia = a_moderator(app, "Mia")
    ada.posted("The moon.")
    page = mo.page("/moderation/?words=moon")
    typed = {"csrf_token": token(page), "query": "words=moon", "name": "Moons"}
    mo.client.post("/moderation/views/", data=typed | {"is_shared": "y"})
    assert "Moons" in mia.page()
    mia.client.post("/moderation/views/1/removal", data={"csrf_token": token(mia.page())})
    assert "Moons" in mo.page()
    mo.client.post("/moderation/views/1/removal", data={"csrf_token": token(mo.page())})
    assert "Moons" not in mo.page()


def token(page: str) -> str:
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]
