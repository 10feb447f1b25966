"""Nobody signs with a name that readers would take for somebody of the site."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.comments import reserved_names
from gloss.comments.reserved_names import READ_EVERY, looks
from tests.cast import Visitor, an_article, comment_count, registered

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
REFUSED = "This name looks like one of the people who run this site."


@pytest.mark.parametrize(
    "typed",
    [
        "Mia Moon",
        "mia  MOON",
        "MiaMoon",
        "\u041cia M\u043e\u043en",  # Cyrillic
        "Mia \u039cοοn",  # Greek
        "\uff2d\uff49\uff41 Moon",  # of full width
        "\U0001d40cia Moon",  # mathematical
        "M\u200bia Mo\u2060on",
        "\u202eMia Moon\u202c",
        "M\u00adia Moon",
        "Mia Mo\U000e0041on",
        "Mía Möön",
        "M\u0323ia Moon",
        "Mla M00n",
        "MIA MOON!",
        "~ Mia.Moon ~",
        "Mia\u3164Moon",
        "Rnia Moon",
    ],
)
def test_names_that_look_like_a_moderators_are_refused_kindly(
    client: FlaskClient, content_dir: Path, typed: str
) -> None:
    an_article(content_dir)
    registered("Mia Moon", NOON)
    page = Visitor(client, name=typed).sends("Believe me.")
    assert page.status_code == 422
    assert REFUSED in page.text
    assert "Believe me.</textarea>" in page.text
    assert comment_count() == 0


@pytest.mark.parametrize(
    "typed", ["\u0410dmin", "moderat\u043er", "AUTHOR", "Tidewater", "T\u0456dewater"]
)
def test_what_badges_say_and_the_sites_own_name_are_reserved(
    client: FlaskClient, content_dir: Path, typed: str
) -> None:
    an_article(content_dir)
    assert REFUSED in Visitor(client, name=typed).sends().text


def test_authors_are_reserved_on_all_articles_while_they_are_public(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    an_article(content_dir, "dunes", authors="[Zoë Sand]")
    an_article(content_dir, "secret", authors="[Hidden One]", draft="true")
    assert REFUSED in Visitor(client, name="Zoe Sand").sends().text
    assert Visitor(client, name="Hidden One").sends().status_code == 303


@pytest.mark.parametrize(
    "name", ["Mia", "Mia M.", "Ada", "Анна", "山田 花子", "ليلى", "José", "!", "Moon"]
)
def test_other_names_pass(client: FlaskClient, content_dir: Path, name: str) -> None:
    an_article(content_dir)
    registered("Mia Moon", NOON)
    assert Visitor(client, name=name).sends().status_code == 303


def test_a_new_moderators_name_is_reserved_within_a_minute(app: Flask) -> None:
    assert not reserved_names.hold("Mia Moon", NOON)
    registered("Mia Moon", NOON)
    assert reserved_names.hold("Mia Moon", NOON + READ_EVERY)
    assert reserved_names.hold("Mia Moon", NOON + READ_EVERY + timedelta(seconds=1))


def test_a_name_of_any_script_looks_like_itself_however_it_is_typed() -> None:
    for name in ("Анна", "Ελένη", "ליאת", "हिन्दी", "김철수", "nguyễn"):
        assert looks(name) & looks(name.upper())
