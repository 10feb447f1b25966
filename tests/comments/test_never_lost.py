"""Nothing typed is lost: whatever goes wrong, the text comes back in the form, or is stored."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url
from werkzeug.test import TestResponse

from app import create_app
from gloss import clock, database
from gloss.articles import library
from gloss.captcha import challenge
from gloss.settings import Settings
from tests.cast import Browser, Visitor, an_article, comment_count
from tests.relay import Relay

TEXT = 'What took me an hour to write, with <angles> & "quotes" and äöü 東京.'
ESCAPED = "What took me an hour to write, with &lt;angles&gt; &amp; &#34;quotes&#34; and äöü 東京."


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@contextmanager
def online(settings: Settings) -> Iterator[Visitor]:
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        yield Visitor(app.test_client())
        database.db.session.remove()
        database.db.engine.dispose()


def comes_back(response: TestResponse, status: int) -> bool:
    """Tell whether the text is on the page, to be sent again or to be copied."""
    assert response.status_code == status, response.text
    return f"{ESCAPED}</textarea>" in response.text and "Ada" in response.text


def at(monkeypatch: pytest.MonkeyPatch, later: timedelta) -> None:
    then = clock.seconds() + later.total_seconds()
    monkeypatch.setattr(clock, "seconds", lambda: then)


def test_the_text_survives_a_challenge_that_expired_over_writing(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ada.challenge()
    at(monkeypatch, challenge.LIFETIME)
    late = ada.sends(TEXT, answer=shown.picture_answer, challenge=shown.token)
    assert comes_back(late, 422)
    assert "more than two hours old" in late.text


def test_the_text_survives_a_secret_that_was_replaced_meanwhile(
    ada: Visitor, settings: Settings
) -> None:
    shown = ada.challenge()
    with online(settings.model_copy(update={"secret_keys": ("n" * 40,)})) as after:
        assert comes_back(
            after.sends(TEXT, answer=shown.picture_answer, challenge=shown.token), 422
        )


def test_the_text_survives_a_limit(ada: Visitor) -> None:
    for _ in range(30):
        ada.posted()
    limited = ada.sends(TEXT)
    assert comes_back(limited, 429)
    assert 0 < int(limited.headers["Retry-After"]) <= 600
    assert "press Send again" in limited.text


def test_the_text_survives_an_article_that_closed_meanwhile(
    ada: Visitor, content_dir: Path
) -> None:
    shown = ada.challenge()
    an_article(content_dir, comments="closed")
    library.current().refresh()
    closed = ada.sends(TEXT, answer=shown.picture_answer)
    assert comes_back(closed, 422)
    assert "have been closed" in closed.text
    for button in ("captcha", "captcha/question", "captcha/characters"):
        typed = {"author_name": "Ada", "text": TEXT}
        assert comes_back(ada.client.post(f"/articles/tides/{button}", data=typed), 422)


def test_the_text_survives_an_article_that_was_deleted_meanwhile(
    ada: Visitor, content_dir: Path
) -> None:
    shown = ada.challenge()
    (content_dir / "tides.md").unlink()
    library.current().refresh()
    assert comes_back(ada.sends(TEXT, answer=shown.picture_answer), 404)


def test_the_text_survives_an_article_whose_time_is_over(ada: Visitor, content_dir: Path) -> None:
    shown = ada.challenge()
    an_article(content_dir, expires="2026-02-01")
    library.current().refresh()
    assert comes_back(ada.sends(TEXT, answer=shown.picture_answer), 410)


def test_a_comment_on_an_article_that_was_renamed_meanwhile_is_stored(
    ada: Visitor, content_dir: Path
) -> None:
    shown = ada.challenge()
    (content_dir / "tides.md").unlink()
    an_article(content_dir, "ebb", id="tides", aliases="[/articles/tides]")
    library.current().refresh()
    assert ada.sends(TEXT, answer=shown.picture_answer).status_code == 303
    assert comment_count() == 1


def test_a_double_click_stores_one_comment_and_both_clicks_are_thanked(
    ada: Visitor, app: Flask
) -> None:
    shown = ada.challenge()

    def click(_: int) -> str:
        clicked = Visitor(app.test_client())
        return str(clicked.sends(TEXT, answer=shown.picture_answer, challenge=shown.token).location)

    with ThreadPoolExecutor(4) as clicks:
        thanks = set(clicks.map(click, range(4)))
    assert len(thanks) == 1
    assert thanks.pop().startswith("/receipts/")
    assert comment_count() == 1


def test_of_two_tabs_with_one_challenge_the_second_gets_its_text_back(ada: Visitor) -> None:
    shown = ada.challenge()
    assert ada.sends("The other tab.", answer=shown.picture_answer).status_code == 303
    assert comes_back(ada.sends(TEXT, answer=shown.picture_answer, challenge=shown.token), 422)


def test_the_text_survives_the_way_back_to_a_form_that_was_sent(ada: Visitor) -> None:
    """The back button shows the page as it was, with a challenge that is spent."""
    shown = ada.challenge()
    ada.sends("First.", answer=shown.picture_answer)
    ada.client.delete_cookie("captcha", path="/articles/tides")
    assert comes_back(ada.sends(TEXT, answer=shown.picture_answer), 422)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_text_survives_a_database_that_another_program_locks(
    settings: Settings, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_article(content_dir)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0.1)
    file = settings.database_url.removeprefix("sqlite:///")
    with online(settings) as ada, closing(sqlite3.connect(file, isolation_level=None)) as other:
        shown = ada.challenge()
        other.execute("BEGIN EXCLUSIVE")
        locked = ada.sends(TEXT, answer=shown.picture_answer, challenge=shown.token)
        assert comes_back(locked, 503)
        assert "We cannot store comments right now" in locked.text
        other.execute("ROLLBACK")
        again = ada.sends(TEXT, answer=shown.picture_answer, challenge=shown.token)
        assert again.status_code == 303


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_text_survives_a_database_whose_connection_is_cut(
    settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    url = make_url(settings.database_url)
    relay = Relay(url.host or "127.0.0.1", url.port or 5432)
    cut = url.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False)
    with online(settings.model_copy(update={"database_url": cut})) as ada:
        assert ada.sends("While it is there.").status_code == 303
        shown = ada.challenge()
        relay.cut()
        typed = {"author_name": "Ada", "text": TEXT, "challenge": shown.token}
        for path in ("captcha", "captcha/question"):
            pressed = ada.client.post(f"/articles/tides/{path}", data=typed)
            assert comes_back(pressed, 200)
        away = ada.sends(TEXT, answer=shown.picture_answer, challenge=shown.token)
        assert comes_back(away, 503)
        assert "We cannot store comments right now" in away.text


def test_the_text_survives_a_database_that_never_was_there(
    settings: Settings, content_dir: Path, tmp_path: Path
) -> None:
    an_article(content_dir)
    for url in (
        f"sqlite:///{tmp_path / 'no' / 'folder' / 'gloss.db'}",
        "postgresql+psycopg://postgres@127.0.0.1:1/gloss",
    ):
        with online(settings.model_copy(update={"database_url": url})) as ada:
            assert comes_back(ada.sends(TEXT), 503)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"text": TEXT + "x" * 5_000}, "x" * 5_000),
        ({"text": TEXT + "\0"}, ESCAPED),
        ({"text": TEXT, "author_name": "A" * 81}, ESCAPED),
        ({"text": TEXT, "author_name": ""}, ESCAPED),
        ({"text": TEXT, "answer": ""}, ESCAPED),
        ({"text": TEXT, "answer": "C" * 101}, ESCAPED),
        ({"text": TEXT, "challenge": "\0" * 300}, ESCAPED),
    ],
)
def test_the_text_survives_a_field_that_does_not_fit(
    ada: Visitor, fields: dict[str, str], kept: str
) -> None:
    typed = {"author_name": "Ada", "answer": ada.challenge().picture_answer}
    response = ada.client.post("/articles/tides/comments", data=typed | fields)
    assert response.status_code == 422
    assert f"{kept}</textarea>" in response.text


def test_the_text_survives_a_refusal_of_what_seems_to_come_from_another_site(ada: Visitor) -> None:
    shown = ada.challenge()
    typed = {"author_name": "Ada", "text": TEXT, "answer": shown.picture_answer}
    for sent_as in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        for path in ("comments", "captcha", "captcha/question"):
            refused = ada.client.post(f"/articles/tides/{path}", data=typed, headers=sent_as)
            assert comes_back(refused, 403)
            assert "sent from another website" in refused.text
    assert comment_count() == 0


def test_more_than_can_be_read_is_refused_with_the_way_back(ada: Visitor) -> None:
    """Case 54: the browser still holds the text; the page says how to get there."""
    response = ada.client.post("/articles/tides/comments", data={"text": "x" * 5_000_000})
    assert response.status_code == 413
    assert "Go back, shorten the text and send it again." in response.text
