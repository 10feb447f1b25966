"""The ways past the captcha: picture, sound, a question in words, and a person who looks."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from app import create_app
from gloss import clock, database, site
from gloss.captcha import background, challenge, tallies
from gloss.captcha.challenge import Challenge
from gloss.captcha.child import Child
from gloss.captcha.ways import Way
from gloss.comments.challenges import PURPOSE
from gloss.comments.models import State
from gloss.comments.posting import WITHOUT_CAPTCHA
from gloss.settings import Settings
from gloss.settings import current as current_settings
from tests.cast import Browser, Visitor, an_article, comment_count, found
from tests.conftest import SITE

TOKEN = re.compile(r'name="challenge" type="hidden" value="([^"]+)"')
LABEL = re.compile(r'<label class="field-label" for="comment.answer">([^<]+)</label>')
QUESTIONS = """
[[questions]]
ask = "Which animal says moo?"
answers = ["cow", "a cow", "the cow"]

[[questions]]
ask = "What colour is fresh snow?"
answers = ["White"]

[[questions]]
language = "de"
ask = "Welches Tier macht Muh?"
answers = ["Kuh", "die Kuh"]
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.site_file.write_text(SITE + QUESTIONS)
    return settings


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@contextmanager
def behind_a_proxy(settings: Settings) -> Iterator[Callable[[str], Visitor]]:
    """Serve the site behind a declared proxy; yield what brings a visitor from an address."""
    proxied = settings.model_copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})
    app = create_app(proxied)
    app.test_client_class = Browser

    def visitor_from(address: str) -> Visitor:
        client = app.test_client()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = address
        return Visitor(client)

    with app.app_context():
        yield visitor_from
        database.db.session.remove()
        database.db.engine.dispose()


def asked(ada: Visitor, **fields: str) -> tuple[str, str]:
    """Press the button that asks in words; return the question and the challenge's token."""
    page = ada.client.post("/articles/tides/captcha/question", data=fields).text
    return found(LABEL, page), found(TOKEN, page)


def right_answer(question: str) -> str:
    return next(q.answers[0] for q in site.current().questions if q.ask == question)


def live(token: str) -> Challenge:
    return challenge.read(token, "tides", PURPOSE, clock.now())


def test_the_question_is_asked_with_every_field_as_typed(ada: Visitor) -> None:
    typed = {"author_name": "Ada", "text": "Half a thou", "answer": "CE"}
    page = ada.client.post("/articles/tides/captcha/question", data=typed)
    assert page.status_code == 200
    assert "Half a thou</textarea>" in page.text
    assert 'value="Ada"' in page.text
    assert "<img" not in page.text


def test_the_question_is_asked_of_the_challenge_that_the_visitor_holds(ada: Visitor) -> None:
    shown = ada.challenge()
    question, token = asked(ada)
    assert token == shown.token
    assert asked(ada) == (question, token)


def test_the_answer_in_words_brings_a_comment(ada: Visitor) -> None:
    question, token = asked(ada)
    answer = f" {right_answer(question).upper()}. "
    comment = ada.posted("In words.", way="question", challenge=token, answer=answer)
    assert comment.state is State.PENDING
    assert WITHOUT_CAPTCHA not in comment.reasons


def test_the_answer_in_words_spends_the_picture_too(ada: Visitor) -> None:
    question, token = asked(ada)
    ada.posted("One.", way="question", challenge=token, answer=right_answer(question))
    again = ada.sends("Two.", challenge=token, answer=live(token).picture_answer)
    assert again.status_code == 422
    assert comment_count() == 1


def test_a_wrong_answer_in_words_keeps_the_text_and_asks_again_in_words(ada: Visitor) -> None:
    _, token = asked(ada)
    refused = ada.sends("Kept.", way="question", challenge=token, answer="elephant")
    assert refused.status_code == 422
    assert "That is not an answer we know." in refused.text
    assert "Kept.</textarea>" in refused.text
    assert found(LABEL, refused.text) in {"Which animal says moo?", "What colour is fresh snow?"}
    question = found(LABEL, refused.text)
    token = found(TOKEN, refused.text)
    sent = ada.sends(way="question", challenge=token, answer=right_answer(question))
    assert sent.status_code == 303


def test_an_answer_in_words_does_not_pass_for_the_picture_nor_the_other_way_round(
    ada: Visitor,
) -> None:
    question, token = asked(ada)
    assert ada.sends(challenge=token, answer=right_answer(question)).status_code == 422
    shown = ada.challenge()
    as_words = ada.sends(way="question", challenge=shown.token, answer=shown.picture_answer)
    assert as_words.status_code == 422
    assert comment_count() == 0


def test_an_empty_answer_in_words_is_asked_for_and_spends_nothing(ada: Visitor) -> None:
    question, token = asked(ada)
    empty = ada.sends(way="question", challenge=token, answer=" ")
    assert "Write your answer to the question." in empty.text
    assert found(LABEL, empty.text) == question
    assert found(TOKEN, empty.text) == token


def test_only_questions_in_the_visitors_language_are_asked(ada: Visitor) -> None:
    questions = {
        asked(ada, challenge=challenge.issue("tides", PURPOSE, clock.now()).token)[0]
        for _ in range(30)
    }
    assert questions == {"Which animal says moo?", "What colour is fresh snow?"}


def test_a_way_that_is_none_is_the_picture(ada: Visitor) -> None:
    for way in ("", "person", "\0", "x" * 10_000):
        shown = ada.challenge()
        sent = ada.sends(way=way, challenge=shown.token, answer=shown.picture_answer)
        assert sent.status_code == 303


def test_back_to_the_picture_keeps_the_challenge(ada: Visitor) -> None:
    _, token = asked(ada)
    typed = {"way": "question", "challenge": token, "text": "Kept."}
    page = ada.client.post("/articles/tides/captcha/characters", data=typed).text
    assert found(TOKEN, page) == token
    assert "Kept.</textarea>" in page
    assert "<img" in page


def test_a_person_reads_what_is_sent_without_the_captcha(ada: Visitor) -> None:
    ada.challenge()
    comment = ada.posted("Nothing to see or hear.", answer="", to_a_person="yes")
    assert comment.state is State.PENDING
    assert WITHOUT_CAPTCHA in comment.reasons


def test_a_second_click_without_the_captcha_is_one_comment_and_one_of_two(ada: Visitor) -> None:
    for _ in range(2):
        token = ada.challenge().token
        clicks = [ada.sends("Hi.", answer="", to_a_person="yes", challenge=token) for _ in range(2)]
        assert clicks[0].location == clicks[1].location
    assert comment_count() == 2


def test_the_third_of_a_day_keeps_text_and_challenge_and_says_when(ada: Visitor) -> None:
    for _ in range(2):
        ada.challenge()
        ada.posted(answer="", to_a_person="yes")
    shown = ada.challenge()
    third = ada.sends("Third.", answer="", to_a_person="yes", challenge=shown.token)
    assert third.status_code == 429
    assert "Third.</textarea>" in third.text
    assert "Two comments a day" in third.text
    assert 0 < int(third.headers["Retry-After"]) <= 86_400
    assert comment_count() == 2
    sent = ada.sends("Third.", challenge=shown.token, answer=shown.picture_answer)
    assert sent.status_code == 303


def test_of_many_at_once_without_the_captcha_two_pass(ada: Visitor, app: Flask) -> None:
    tokens = [challenge.issue("tides", PURPOSE, clock.now()).token for _ in range(8)]

    def send(token: str) -> int:
        eve = Visitor(app.test_client())
        return eve.sends(f"Buy {token}", answer="", to_a_person="yes", challenge=token).status_code

    with ThreadPoolExecutor(8) as clicks:
        assert sorted(clicks.map(send, tokens)) == [303] * 2 + [429] * 6
    assert comment_count() == 2


def test_spam_from_other_networks_uses_up_nobodys_way_to_a_person(
    settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    with behind_a_proxy(settings) as visitor_from:
        for host in range(30):
            visitor = visitor_from(f"203.0.113.{host}")
            visitor.challenge()
            assert visitor.sends(answer="", to_a_person="yes").status_code == 303


def test_without_a_challenge_the_way_to_a_person_asks_for_a_second_press(ada: Visitor) -> None:
    refused = ada.sends("Text browser.", answer="", to_a_person="yes")
    assert refused.status_code == 422
    again = ada.sends(
        "Text browser.", answer="", to_a_person="yes", challenge=found(TOKEN, refused.text)
    )
    assert again.status_code == 303


def test_the_name_and_the_text_are_wanted_on_the_way_to_a_person_too(ada: Visitor) -> None:
    ada.challenge()
    assert "Write your comment." in ada.sends("", answer="", to_a_person="yes").text
    assert comment_count() == 0


def test_a_pause_for_guessing_leaves_the_way_to_a_person(ada: Visitor) -> None:
    ada.challenge()
    for _ in range(3):
        ada.sends(answer="WRONG9")
    assert ada.sends().status_code == 429
    assert ada.sends(answer="", to_a_person="yes").status_code == 303


def test_all_ways_share_one_budget_of_failures(ada: Visitor) -> None:
    for way in ("question", "", "question"):
        asked(ada)
        assert ada.sends(way=way, answer="000000").status_code == 422
    assert ada.sends().status_code == 429


def test_after_the_second_failure_the_other_ways_come_first_and_open(ada: Visitor) -> None:
    ada.challenge()
    once, twice = (ada.sends(answer="WRONG9").text for _ in range(2))
    ways, picture = 'class="captcha-ways"', "captcha-picture"
    assert once.index(picture) < once.index(ways)
    assert twice.index(ways) < twice.index(picture)
    assert f"<details {ways} open>" in twice
    assert f"<details {ways}>" in once


def test_refresh_and_reload_forget_no_failure(ada: Visitor) -> None:
    ada.challenge()
    for _ in range(2):
        ada.sends(answer="WRONG9")
    assert ada.challenge().failures == 2
    page = ada.client.post("/articles/tides/captcha", data={"text": "Kept."}).text
    assert live(found(TOKEN, page)).failures == 2


def test_a_neighbourhood_that_guesses_is_suspicious_and_pauses_nobody(
    settings: Settings, content_dir: Path
) -> None:
    an_article(content_dir)
    with behind_a_proxy(settings) as visitor_from:
        for host in range(15):
            eve = visitor_from(f"203.0.113.{host}")
            eve.challenge()
            assert [eve.sends(answer="WRONG9").status_code for _ in range(2)] == [422, 422]
        assert any("wrong answers" in r for r in visitor_from("203.0.113.99").posted().reasons)
        assert not any("wrong answers" in r for r in visitor_from("203.0.9.1").posted().reasons)


def test_a_site_without_questions_offers_none(settings: Settings, content_dir: Path) -> None:
    settings.site_file.write_text(SITE)
    an_article(content_dir)
    with behind_a_proxy(settings) as visitor_from:
        bo = visitor_from("203.0.113.7")
        page = bo.client.get("/articles/tides").text
        assert "Ask me a question" not in page
        assert "Send without the captcha" in page
        direct = bo.client.post("/articles/tides/captcha/question", data={"text": "Kept."})
        assert direct.status_code == 200
        assert "<img" in direct.text


def first_tries() -> dict[Way, tuple[int, int, int]]:
    background.store()
    database.db.session.rollback()
    return {s.way: s[1:] for s in tallies.lately(database.db.session(), clock.now()) if any(s[1:])}


def test_first_tries_are_counted_by_way_and_say_nothing_about_who_tried(ada: Visitor) -> None:
    ada.challenge()
    ada.challenge()
    assert first_tries() == {Way.PICTURE: (1, 0, 0)}
    token = ada.challenge().token
    for _ in range(2):
        ada.sends(answer="WRONG9", challenge=token)
    assert first_tries() == {Way.PICTURE: (1, 0, 1)}
    assert ada.challenge().failures == 1
    ada.posted()
    assert first_tries() == {Way.PICTURE: (1, 0, 1)}
    ada.posted(answer=ada.challenge().sound_answer)
    question, token = asked(ada)
    ada.posted(way="question", challenge=token, answer=right_answer(question))
    ada.challenge()
    ada.posted(answer="", to_a_person="yes")
    assert first_tries() == {
        Way.PICTURE: (3, 0, 1),
        Way.SOUND: (0, 1, 0),
        Way.QUESTION: (1, 1, 0),
        Way.PERSON: (0, 1, 0),
    }


def test_a_generator_that_fails_leaves_the_form_its_other_ways(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 17: a font is missing, Pillow raises, the voice is gone."""
    monkeypatch.setattr("gloss.captcha.staircase.FONTS", [])
    monkeypatch.setattr("gloss.captcha.staircase._pen", None)
    for module in ("picture._painter", "sound._speaker"):
        monkeypatch.setattr(f"gloss.captcha.{module}", Child(("-c", "raise SystemExit"), 1))
    for address in ("captcha", "captcha/sound"):
        failed = ada.client.get(f"/articles/tides/{address}")
        assert failed.status_code == 503
        assert failed.headers["Cache-Control"] == "no-store"
        assert "captcha=" in failed.headers["Set-Cookie"]
    question, token = asked(ada)
    sent = ada.sends(way="question", challenge=token, answer=right_answer(question))
    assert sent.status_code == 303
    ada.client.get("/articles/tides/captcha")
    assert ada.sends(answer="", to_a_person="yes").status_code == 303


def test_a_token_from_before_an_update_is_replaced_kindly(ada: Visitor) -> None:
    """Case 18: what was signed in an older shape has another salt, so it is none of ours."""
    strong = {"key_derivation": "hmac", "digest_method": sha256}
    key = current_settings().secret_keys[0]
    older = URLSafeSerializer(key, salt="gloss.captcha.challenge", signer_kwargs=strong)
    token = str(older.dumps(["nonce", 1, "binding"]))
    refused = ada.sends("Kept.", answer="CCCCCC", challenge=token)
    assert refused.status_code == 422
    assert "Kept.</textarea>" in refused.text
