"""A comment's way from the form to the database: what passes, and what comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from gloss import clock, database
from gloss.captcha import challenge
from gloss.comments.models import State
from gloss.comments.rendering import LONGEST_TEXT
from gloss.settings import Settings
from gloss.visitors.limits import limiter
from tests.cast import Visitor, an_article, comment_count, newest_comment


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def test_a_right_answer_brings_a_comment_that_waits(ada: Visitor) -> None:
    comment = ada.posted("The *tide* was out.")
    assert (comment.author_name, comment.text) == ("Ada", "The *tide* was out.")
    assert (comment.state, comment.version) == (State.PENDING, 1)


def test_the_thank_you_says_what_happens_next(ada: Visitor) -> None:
    receipt = ada.client.get(ada.sends("See you at the shore.").location)
    assert "Thank you, <bdi>Ada</bdi>" in receipt.text
    assert "A person reads every comment before it appears" in receipt.text
    assert "See you at the shore." in receipt.text


def test_the_answer_to_the_sound_passes_too(ada: Visitor) -> None:
    assert ada.sends(answer=ada.challenge().sound_answer).status_code == 303


def test_a_second_click_gets_the_same_thank_you_and_one_comment(ada: Visitor) -> None:
    shown = ada.challenge()
    twice = [
        ada.sends("Once.", answer=shown.picture_answer, challenge=shown.token) for _ in range(2)
    ]
    assert twice[0].location == twice[1].location
    assert comment_count() == 1


def test_another_text_with_a_used_answer_is_refused(ada: Visitor) -> None:
    shown = ada.challenge()
    ada.sends("First.", answer=shown.picture_answer, challenge=shown.token)
    again = ada.sends("Second.", answer=shown.picture_answer, challenge=shown.token)
    assert again.status_code == 422
    assert "had been used already" in again.text
    assert "Second.</textarea>" in again.text
    assert comment_count() == 1


def test_a_wrong_answer_keeps_the_text_and_spends_the_picture(ada: Visitor) -> None:
    shown = ada.challenge()
    wrong = ada.sends("Long thoughts.", answer="WRONG9", challenge=shown.token)
    assert wrong.status_code == 422
    assert "The characters did not match" in wrong.text
    assert "Long thoughts.</textarea>" in wrong.text
    assert 'value="Ada"' in wrong.text
    later = ada.sends("Long thoughts.", answer=shown.picture_answer, challenge=shown.token)
    assert later.status_code == 422
    assert comment_count() == 0


def test_the_page_of_a_refused_form_brings_a_challenge_of_its_own(ada: Visitor, app: Flask) -> None:
    page = ada.sends(answer="WRONG9").text
    token = page.split('name="challenge"')[1].split('value="')[1].split('"')[0]
    cookieless = Visitor(app.test_client(use_cookies=False))
    shown = challenge.read(token, "tides", "comment", clock.now())
    assert cookieless.sends(answer=shown.picture_answer, challenge=token).status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write your comment."),
        ({"text": " \n\t"}, "Write your comment."),
        ({"text": "\u200b\u200d"}, "There is nothing to read in this yet."),
        ({"author_name": ""}, "Write your name, or any name you go by."),
        ({"author_name": "A" * 81}, "This has 81 characters, and at most 80 fit."),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "This has 5,001 characters, and at most 5,000 fit."),
        ({"text": "nul\0byte"}, "This held control characters"),
        ({"author_name": "A\0da"}, "This held control characters"),
        ({"answer": ""}, "Type the six characters of the picture"),
        ({"answer": "C" * 101}, "at most 100 fit"),
    ],
)
def test_what_does_not_fit_is_explained_at_its_field(
    ada: Visitor, fields: dict[str, str], sentence: str
) -> None:
    typed = {"author_name": "Ada", "text": "Kept.", "answer": ada.challenge().picture_answer}
    response = ada.client.post("/articles/tides/comments", data=typed | fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert comment_count() == 0


def test_a_field_that_does_not_fit_leaves_the_challenge_unspent(ada: Visitor) -> None:
    shown = ada.challenge()
    ada.sends("", answer=shown.picture_answer, challenge=shown.token)
    mended = ada.sends("Now with text.", answer=shown.picture_answer, challenge=shown.token)
    assert mended.status_code == 303


def test_a_megabyte_comes_back_whole(ada: Visitor) -> None:
    response = ada.sends("x" * 1_000_000)
    assert response.status_code == 422
    assert "x" * 1_000_000 in response.text


def test_more_than_the_whole_form_may_hold_is_refused_in_words(ada: Visitor) -> None:
    response = ada.client.post("/articles/tides/comments", data={"text": "x" * 5_000_000})
    assert response.status_code == 413
    assert "The whole form may hold 4 MB" in response.text


def test_bytes_that_are_no_text_are_asked_for_again(ada: Visitor) -> None:
    answer = ada.challenge().picture_answer
    fields = [b"author_name", b"Ada", b"text", b"caf\xe9", b"answer", answer.encode()]
    parts = zip(fields[::2], fields[1::2], strict=True)
    head = b'--x\r\nContent-Disposition: form-data; name="'
    body = b"".join(head + name + b'"\r\n\r\n' + value + b"\r\n" for name, value in parts)
    response = ada.client.post(
        "/articles/tides/comments",
        data=body + b"--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code == 422
    assert "arrived garbled" in response.text
    assert "caf\ufffd</textarea>" in response.text


def test_quoted_bytes_that_are_no_text_stay_as_they_were_quoted(ada: Visitor) -> None:
    answer = ada.challenge().picture_answer
    body = f"author_name=Ada&text=caf%E9&answer={answer}"
    form = "application/x-www-form-urlencoded"
    response = ada.client.post("/articles/tides/comments", data=body, content_type=form)
    assert response.status_code == 303
    assert newest_comment().text == "caf%E9"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"text": ["a"], "author_name": {}, "answer": null}', "application/json"),
        (b"[1, 2]", "application/json"),
        (b"{", "application/json"),
        (b"text[]=a&text[]=b&answer[]=c", "application/x-www-form-urlencoded"),
        (b"text=a&text=b&challenge=c&challenge=d", "application/x-www-form-urlencoded"),
        (
            b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n",
            "multipart/form-data; boundary=x",
        ),
        (b"", "multipart/form-data"),
        (b"\xff\x00", "text/plain"),
        (b"text=a", None),
    ],
)
def test_bodies_of_other_shapes_get_the_form_and_never_a_crash(
    ada: Visitor, body: bytes, content_type: str | None
) -> None:
    response = ada.client.post("/articles/tides/comments", data=body, content_type=content_type)
    assert response.status_code == 422
    assert "Add a comment" in response.text


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 9, "a.b", "." * 300, "x" * 1_000_000])
def test_a_token_that_is_none_of_ours_gets_a_new_picture(ada: Visitor, token: str) -> None:
    ada.client.delete_cookie("captcha", path="/articles/tides")
    response = ada.sends("Kept.", answer="CCCCCC", challenge=token)
    assert response.status_code == 422
    assert "Kept.</textarea>" in response.text


def test_an_expired_picture_is_explained_and_replaced(ada: Visitor) -> None:
    old = challenge.issue("tides", "comment", clock.now() - challenge.LIFETIME)
    response = ada.sends("Slow cooking.", answer=old.picture_answer, challenge=old.token)
    assert response.status_code == 422
    assert "more than two hours old" in response.text
    assert "Slow cooking.</textarea>" in response.text


def test_a_challenge_of_another_article_or_purpose_is_refused(
    ada: Visitor, content_dir: Path
) -> None:
    for foreign in (
        challenge.issue("dunes", "comment", clock.now()),
        challenge.issue("tides", "sign-in", clock.now()),
    ):
        response = ada.sends(answer=foreign.picture_answer, challenge=foreign.token)
        assert response.status_code == 422
        assert "belongs to another page" in response.text
    assert comment_count() == 0


def test_a_closed_article_hands_the_text_back(ada: Visitor, content_dir: Path) -> None:
    an_article(content_dir, "dunes", comments="closed")
    response = ada.client.post("/articles/dunes/comments", data={"text": "Too late?"})
    assert response.status_code == 422
    assert "have been closed" in response.text
    assert "Too late?</textarea>" in response.text


def test_an_article_that_is_gone_hands_the_text_back(ada: Visitor) -> None:
    response = ada.client.post("/articles/nowhere/comments", data={"text": "Hello?"})
    assert response.status_code == 404
    assert "Hello?</textarea>" in response.text


def test_extra_fields_give_nobody_any_rights(ada: Visitor) -> None:
    comment = ada.posted(state="approved", version="9", published_at="2026-01-01", id="77")
    assert (comment.state, comment.version, comment.published_at) == (State.PENDING, 1, None)


def test_a_filled_hidden_field_raises_suspicion_but_refuses_nobody(ada: Visitor) -> None:
    comment = ada.posted(website="https://spam.example")
    assert comment.state is State.PENDING
    assert "filled the hidden field" in comment.reasons


def test_haste_raises_suspicion_but_refuses_nobody(ada: Visitor) -> None:
    assert any("seconds after" in reason for reason in ada.posted().reasons)


def test_the_senders_address_is_kept_as_a_hash_only(ada: Visitor) -> None:
    comment = ada.posted()
    assert "127.0.0.1" not in comment.network
    assert len(comment.network) == 32


def test_line_ends_are_kept_as_people_typed_them(ada: Visitor) -> None:
    assert ada.posted("one\r\ntwo").text == "one\ntwo"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://eve.example"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused(ada: Visitor, headers: dict[str, str]) -> None:
    shown = ada.challenge()
    typed = {"author_name": "Ada", "text": "x", "answer": shown.picture_answer}
    response = ada.client.post("/articles/tides/comments", data=typed, headers=headers)
    assert response.status_code == 403
    assert comment_count() == 0


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://localhost"}]
)
def test_a_post_from_our_own_page_passes(ada: Visitor, headers: dict[str, str]) -> None:
    shown = ada.challenge()
    typed = {"author_name": "Ada", "text": "x", "answer": shown.picture_answer}
    response = ada.client.post("/articles/tides/comments", data=typed, headers=headers)
    assert response.status_code == 303


def test_the_receipt_is_for_its_bearer_alone(ada: Visitor) -> None:
    location = ada.sends("Secret so far.").location
    assert newest_comment().receipt not in location
    response = ada.client.get(location)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert ada.client.get(location[:-1]).status_code == 404


def test_reloading_the_address_of_the_form_leads_to_the_article(ada: Visitor) -> None:
    assert ada.client.get("/articles/tides/comments").location == "/articles/tides#add-comment"


def test_guessing_ends_in_a_pause_that_keeps_the_text(ada: Visitor) -> None:
    guess_three_times(ada)
    paused = ada.sends("Guess.")
    assert paused.status_code == 429
    assert "Guess.</textarea>" in paused.text
    assert "and press Send again" in paused.text
    assert comment_count() == 0


def test_three_wrong_answers_pause_for_seconds_and_ten_for_minutes(
    ada: Visitor, later: Callable[[int], None]
) -> None:
    """Case 11: guesses are few, whatever challenge they are spent on."""
    guess_three_times(ada)
    assert 1 <= int(ada.sends().headers["Retry-After"]) <= 30
    for tries in range(1, 8):
        later(31 * tries)
        assert "did not match" in ada.sends(answer="WRONG9").text
    assert 30 < int(ada.sends().headers["Retry-After"]) <= 600


def test_a_paused_visitor_sends_the_same_answer_afterwards(ada: Visitor, app: Flask) -> None:
    guess_three_times(ada)
    shown = ada.challenge()
    assert ada.sends(answer=shown.picture_answer, challenge=shown.token).status_code == 429
    limiter.reset()
    assert ada.sends(answer=shown.picture_answer, challenge=shown.token).status_code == 303


def guess_three_times(visitor: Visitor) -> None:
    visitor.challenge()
    for _ in range(3):
        assert "did not match" in visitor.sends(answer="WRONG9").text


def test_without_a_mail_server_no_address_is_asked_for_or_kept(ada: Visitor) -> None:
    assert 'type="email"' not in ada.client.get("/articles/tides").text
    assert ada.posted(email="ada@example.org").email is None


def test_with_a_mail_server_an_address_is_kept_and_never_shown(
    settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    app = create_app(settings.model_copy(update={"mail_server": "localhost:25"}))
    with app.app_context():
        ada = Visitor(app.test_client())
        assert 'type="email"' in ada.client.get("/articles/tides").text
        assert ada.posted(email=" ada@example.org ").email == "ada@example.org"
        refused = ada.sends(email="ada@example")
        assert "Write an address like name@example.org" in refused.text
        database.db.session.remove()
        database.db.engine.dispose()


def test_a_comment_that_waits_makes_no_page_be_looked_at_again(ada: Visitor) -> None:
    database.written.clear()
    ada.posted()
    assert not database.written.is_set()
