"""The captcha over HTTP: the picture brings the challenge, Refresh replaces it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.cast import Visitor, an_article, comment_count


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def test_the_article_page_holds_the_form_and_neither_token_nor_cookie(ada: Visitor) -> None:
    response = ada.client.get("/articles/tides")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert 'name="challenge" type="hidden" value=""' in response.text
    assert 'src="/articles/tides/captcha"' in response.text


def test_the_article_page_is_the_same_bytes_for_everybody(ada: Visitor) -> None:
    before = ada.client.get("/articles/tides").data
    ada.challenge()
    assert ada.client.get("/articles/tides").data == before


def test_the_cookie_goes_to_the_article_alone_and_no_script_reads_it(ada: Visitor) -> None:
    cookie = ada.client.get("/articles/tides/captcha").headers["Set-Cookie"]
    assert "; Path=/articles/tides" in cookie
    assert "; HttpOnly" in cookie
    assert "; SameSite=Strict" in cookie


def test_neither_picture_nor_sound_is_stored_anywhere(ada: Visitor) -> None:
    for address in ("/articles/tides/captcha", "/articles/tides/captcha/sound"):
        response = ada.client.get(address)
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_a_reload_shows_the_same_picture(ada: Visitor) -> None:
    first = ada.client.get("/articles/tides/captcha").data
    assert ada.client.get("/articles/tides/captcha").data == first


def test_an_answered_challenge_gives_way_to_a_new_picture(ada: Visitor) -> None:
    first = ada.challenge()
    ada.sends(answer="WRONG9", challenge=first.token)
    assert ada.challenge().nonce != first.nonce


def test_the_sound_works_before_any_picture_was_seen(ada: Visitor) -> None:
    response = ada.client.get("/articles/tides/captcha/sound")
    assert response.mimetype == "audio/wav"
    assert "captcha=" in response.headers["Set-Cookie"]


def test_a_player_may_ask_for_a_part_of_the_sound(ada: Visitor) -> None:
    whole = ada.client.get("/articles/tides/captcha/sound").data
    part = ada.client.get("/articles/tides/captcha/sound", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole[100:200]


def test_refresh_spends_the_old_challenge_and_keeps_every_field(ada: Visitor) -> None:
    old = ada.challenge()
    typed = {"author_name": "Ada", "text": "Half a thou", "challenge": old.token, "answer": "CE"}
    page = ada.client.post("/articles/tides/captcha", data=typed)
    assert page.status_code == 200
    assert "Half a thou</textarea>" in page.text
    assert 'value="Ada"' in page.text
    assert old.token not in page.text
    assert ada.sends(answer=old.picture_answer, challenge=old.token).status_code == 422


def test_refresh_by_a_script_gets_the_addresses_of_the_new_challenge(ada: Visitor) -> None:
    old = ada.challenge()
    headers = {"Accept": "application/json"}
    fresh = ada.client.post("/articles/tides/captcha", headers=headers).get_json()
    assert fresh["challenge"] != old.token
    assert ada.client.get(fresh["picture"]).mimetype == "image/png"


def test_an_address_that_names_a_challenge_shows_that_one_and_sets_no_cookie(ada: Visitor) -> None:
    named = ada.challenge()
    ada.client.delete_cookie("captcha", path="/articles/tides")
    response = ada.client.get(f"/articles/tides/captcha?challenge={named.token}")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["captcha", "captcha/sound"])
def test_there_is_nothing_to_solve_where_nothing_can_be_said(
    ada: Visitor, content_dir: Path, path: str
) -> None:
    an_article(content_dir, "dunes", comments="closed")
    for slug in ("dunes", "nowhere"):
        assert ada.client.get(f"/articles/{slug}/{path}").status_code == 404


def test_a_forged_challenge_in_the_address_draws_nothing(ada: Visitor) -> None:
    assert ada.client.get("/articles/tides/captcha?challenge=forged").status_code == 404


def test_a_flood_of_refreshes_pauses_and_keeps_the_text(ada: Visitor) -> None:
    """Cases 15 and 16: each refresh is a row for a day."""
    typed = {"author_name": "Ada", "text": "Kept."}
    pages = [ada.client.post("/articles/tides/captcha", data=typed) for _ in range(61)]
    assert [page.status_code for page in pages] == [200] * 60 + [429]
    assert "Kept.</textarea>" in pages[-1].text
    assert 0 < int(pages[-1].headers["Retry-After"]) <= 600


@pytest.mark.parametrize(("path", "most"), [("captcha", 120), ("captcha/sound", 30)])
def test_a_flood_of_pictures_or_sounds_pauses(ada: Visitor, path: str, most: int) -> None:
    """Case 15."""
    seen = [ada.client.get(f"/articles/tides/{path}").status_code for _ in range(most + 1)]
    assert seen == [200] * most + [429]


def test_the_answer_is_in_nothing_that_leaves_the_server(
    ada: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """Case 6: cookie, page, address, headers, picture, sound, refusal, log."""
    caplog.set_level("DEBUG")
    shown = ada.challenge()
    answers = (shown.picture_answer, shown.sound_answer)
    left = [ada.client.get(f"/articles/tides/{path}") for path in ("captcha", "captcha/sound")]
    left += [ada.client.get("/articles/tides"), ada.client.get("/articles/tides/captcha/nothing")]
    left += [ada.client.post("/articles/tides/captcha/question"), ada.sends(answer="WRONG9")]
    for answer in answers:
        assert answer not in shown.token
        assert answer not in caplog.text
        for response in left:
            assert answer.encode() not in response.data
            assert answer not in str(response.headers)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"answer": ""},
        {"way": "person"},
        {"way": "question"},
        {"way": "question", "answer": ""},
        {"captcha": "0", "skip": "1", "is_moderator": "1", "spam": "0"},
        {"_method": "PUT", "format": "json"},
        {"failures": "-1", "way": "picture", "challenge": ""},
    ],
)
def test_no_field_switches_the_captcha_off(ada: Visitor, fields: dict[str, str]) -> None:
    """Cases 13 and 14."""
    ada.challenge()
    typed = {"author_name": "Eve", "text": "Buy."} | fields
    for path in ("comments", "comments?format=json", "comments/preview", "captcha/question"):
        for headers in ({}, {"Accept": "application/json"}, {"X-HTTP-Method-Override": "PUT"}):
            ada.client.post(f"/articles/tides/{path}", data=typed, headers=headers)
    ada.client.post("/articles/tides/comments", json=typed)
    assert comment_count() == 0
