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
from gloss.moderation.finding.pages import Page
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


@pytest.fixture
def any_word_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PostgreSQL look for all words one by one, through a few ids at a time."""
    monkeypatch.setattr(words, "GATHERED", 0)
    monkeypatch.setattr(words, "FEWEST", 1)


@pytest.mark.parametrize("usual", [False, True])
def test_words_are_found_in_the_text_and_in_the_name(
    ada: Visitor, request: pytest.FixtureRequest, *, usual: bool
) -> None:
    if usual:
        request.getfixturevalue("any_word_is_usual")
    ada.posted("The moon pulls the sea.")
    ada.posted("Nothing here.", author_name="Moon")
    assert found(words=("moon",)) == ["Nothing here.", "The moon pulls the sea."]
    assert found(words=("moon", "sea")) == ["The moon pulls the sea."]
    assert found(words=("sea", "pulls", "moon", "the")) == ["The moon pulls the sea."]
    assert found(words=("sea", "pulls", "moon", "no")) == []
    assert found(words=("here", "mo*", "noth*")) == ["Nothing here."]
    assert found(name=("moon", "mo*", "sea")) == []
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
        assert sorted(read_through(Wanted(NOON, **asked))) == texts


@pytest.mark.parametrize("state", [State.PENDING, None])  # oldest first, and newest first
def test_usual_words_are_looked_for_a_few_ids_at_a_time(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, any_word_is_usual: None, state: State | None
) -> None:
    said = [ada.posted(f"{'Word' if n % 3 else 'Other'} {n}.").text for n in range(11)]
    texts = [text for text in said if text.startswith("Word")]
    monkeypatch.setattr(words, "REACH", 2)
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    monkeypatch.setattr(pages, "LOOKED_AT", 4)
    wanted = Wanted(NOON, state, words=("word",))
    in_order = texts if state else texts[::-1]
    assert read_through(wanted) == in_order
    assert len(pages.versions(db.session(), wanted, most=100).rows) == len(texts)


def test_words_are_looked_for_where_the_other_filters_let_some_through(
    ada: Visitor, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch, any_word_is_usual: None
) -> None:
    decided, waiting = [[ada.posted(f"Word {n}.") for n in range(2)] for _ in range(2)]
    for comment in decided:
        mo.decides(comment.id, "spam")
    monkeypatch.setattr(words, "REACH", 2)
    monkeypatch.setattr(pages, "LOOKED_AT", 2)  # so that no index says that few wait
    db.session.rollback()
    page = pages.page(db.session(), Wanted(NOON, words=("word",)))
    assert [comment.id for comment in page.comments] == [comment.id for comment in waiting]
    rejected = Wanted(NOON, State.REJECTED, words=("word",))
    assert pages.page(db.session(), rejected) == Page([], None)


def read_through(wanted: Wanted) -> list[str]:
    """Return the texts of all pages, each of which must lead on."""
    seen, beyond, starts = list[str](), None, set[int | None]()
    while beyond not in starts:
        starts.add(beyond)
        page = pages.page(db.session(), wanted, beyond)
        seen += [comment.text for comment in page.comments]
        beyond = page.beyond
        if beyond is None:
            return seen
    raise AssertionError(f"the page beyond {beyond} leads back")


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
