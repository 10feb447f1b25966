"""Who comments on an article is answered in its language, whatever comes of it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Visitor, an_article

TAGS = re.compile("(?s)<script.*?</script>|<(?:style|title|head).*?</head>|<[^>]+>")
LATIN = re.compile(r"\b[A-Za-z]{3,}\b")
NAMES = {"HTML", "Tidewater", "Notes", "the", "shore", "https", "example", "org", "Ada", "Lovely"}


@pytest.fixture
def ada(app: Flask, content_dir: Path) -> Visitor:
    an_article(content_dir, title="Приливы", language="ru")
    return Visitor(app.test_client())


def words(page: str) -> set[str]:
    """Return the words in Latin letters that people see on ``page``."""
    return {*LATIN.findall(TAGS.sub(" ", page))} - NAMES


def test_the_form_of_a_russian_article_speaks_russian(ada: Visitor, client: FlaskClient) -> None:
    page = client.get("/articles/tides").text
    form = page[page.index('<section class="thread"') : page.index("</main>")]
    assert "Написать комментарий" in form
    assert words(form) == set()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": "AAAAAA"}, "Эта картинка уже использована, или"),
        ({"text": ""}, "Напишите комментарий."),
        ({"author_name": ""}, "Напишите своё имя"),
        ({"text": "x" * 5001}, "Введено знаков: 5\xa0001, а помещается не больше 5\xa0000."),
    ],
)
def test_what_is_refused_is_refused_in_russian(
    ada: Visitor, fields: dict[str, str], sentence: str
) -> None:
    refused = ada.sends(**fields)
    assert refused.status_code == 422
    assert '<html lang="ru" dir="ltr">' in refused.text
    assert sentence in refused.text
    assert "Ещё не отправлено" in refused.text or "Пожалуйста, проверьте ещё раз" in refused.text


def test_refresh_without_javascript_keeps_the_language(ada: Visitor) -> None:
    page = ada.client.post("/articles/tides/captcha", data={"text": "Lovely."}).text
    assert '<html lang="ru" dir="ltr">' in page
    assert "Введите шесть знаков" in page


def test_a_text_for_a_closed_article_comes_back_in_its_language(
    app: Flask, content_dir: Path, ada: Visitor
) -> None:
    challenge = ada.challenge()
    an_article(content_dir, title="Приливы", language="ru", comments="closed")
    app.extensions["gloss.articles"].refresh()
    refused = ada.sends(answer=challenge.picture_answer)
    assert refused.status_code == 422
    assert "Комментарии к этой статье закрыты." in refused.text
