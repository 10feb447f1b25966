"""Preview: what a comment will look like, with every field as typed; nothing is sent or spent."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gloss.comments.rendering import LONGEST_TEXT
from tests.cast import Visitor, an_article, comment_count
from tests.comments.forest import Seed, grow

ADDRESS = "/articles/tides/comments/preview"
AS_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def test_the_preview_shows_the_text_and_keeps_every_field_and_the_challenge(ada: Visitor) -> None:
    grow([Seed(text="What moves it?")])
    shown = ada.challenge()
    typed = {"author_name": "Ada", "text": "The *moon*.", "parent": "1", "answer": "HALF"}
    page = ada.client.post(ADDRESS, data=typed)
    assert page.status_code == 200
    assert "The <em>moon</em>." in page.text
    assert "The *moon*.</textarea>" in page.text
    assert 'value="Ada"' in page.text
    assert 'value="HALF"' in page.text
    assert "What moves it?" in page.text
    assert shown.token in page.text
    assert ada.sends(answer=shown.picture_answer, challenge=shown.token).status_code == 303


def test_a_preview_needs_neither_name_nor_answer_and_stores_nothing(ada: Visitor) -> None:
    page = ada.client.post(ADDRESS, data={"text": "Just this."})
    assert page.status_code == 200
    assert "Please look at this again" not in page.text
    assert comment_count() == 0


def test_an_answer_to_a_picture_that_was_used_is_not_kept_under_a_new_one(ada: Visitor) -> None:
    old = ada.challenge()
    ada.sends(answer="WRONG9", challenge=old.token)
    typed = {"text": "Again.", "challenge": old.token, "answer": "STALE9"}
    page = ada.client.post(ADDRESS, data=typed).text
    assert old.token not in page
    assert "STALE9" not in page


def test_what_would_be_refused_is_said_before(ada: Visitor) -> None:
    long = "x" * (LONGEST_TEXT + 1)
    for text, sentence in (("", "Write your comment."), (long, "at most 5,000 fit")):
        page = ada.client.post(ADDRESS, data={"text": text})
        assert page.status_code == 422
        assert sentence in page.text
        assert f"{text}</textarea>" in page.text


def test_a_script_gets_the_same_html(ada: Visitor) -> None:
    got = ada.client.post(ADDRESS, data={"text": "**So** <b>"}, headers=AS_SCRIPT)
    assert got.get_json() == {"html": "<p><strong>So</strong> &lt;b&gt;</p>\n"}
    assert got.headers["Cache-Control"] == "no-store"
    refused = ada.client.post(ADDRESS, data={"text": ""}, headers=AS_SCRIPT)
    assert refused.get_json() == {"trouble": "Write your comment."}


def test_a_closed_or_missing_article_hands_the_text_back(ada: Visitor, content_dir: Path) -> None:
    an_article(content_dir, "dunes", comments="closed")
    for slug, status in (("dunes", 422), ("nowhere", 404)):
        page = ada.client.post(f"/articles/{slug}/comments/preview", data={"text": "Kept?"})
        assert page.status_code == status
        assert "Kept?</textarea>" in page.text


def test_a_preview_from_another_site_is_refused(ada: Visitor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert ada.client.post(ADDRESS, data={"text": "x"}, headers=headers).status_code == 403


def test_a_flood_of_previews_pauses_and_keeps_the_text(ada: Visitor) -> None:
    for _ in range(120):
        ada.client.post(ADDRESS, data={"text": "x"}, headers=AS_SCRIPT)
    page = ada.client.post(ADDRESS, data={"text": "Kept."})
    assert page.status_code == 429
    assert "Kept.</textarea>" in page.text


def test_reloading_a_preview_leads_to_the_article(ada: Visitor) -> None:
    page = ada.client.get(ADDRESS, follow_redirects=True)
    assert page.request.path == "/articles/tides"
