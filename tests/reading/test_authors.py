"""What the publisher says in ``site.toml`` of those who write."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gloss.settings import Settings, SettingsError
from gloss.site import Site
from tests.cast import Visitor, an_article
from tests.reading.machines import atom, json_feed, json_ld

ADA = """
title = "Tidewater"
address = "http://localhost"
contact = "editors@example.org"

[[authors]]
name = "Ada Ash"
role = "pilot & diver"
bio = "Ada has read the <sea> since 1990."
url = "https://ada.example/about"
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.site_file.write_text(ADA)
    return settings


@pytest.fixture(params=["Ada Ash", "ADA  ash"])
def client(client: FlaskClient, content_dir: Path, request: pytest.FixtureRequest) -> FlaskClient:
    """Return a browser on a site with an article by Ada, spelt in one way or another."""
    an_article(content_dir, author=f"[{request.param}, Bo]")
    return client


def test_the_byline_says_what_makes_an_author_fit(client: FlaskClient) -> None:
    page = client.get("/articles/tides").text
    assert "</a> (pilot &amp; diver), " in page
    assert 'href="/authors/bo">Bo</a></bdi></span>' in page


def test_the_author_s_page_introduces_the_author(client: FlaskClient) -> None:
    page = client.get("/authors/ada-ash").text
    assert "pilot &amp; diver" in page
    assert '<p class="lead">Ada has read the &lt;sea&gt; since 1990.</p>' in page
    assert '<a rel="me" href="https://ada.example/about">ada.example/about</a>' in page
    assert '<meta name="description" content="Ada has read the &lt;sea&gt; since 1990.">' in page


def test_machines_learn_who_the_author_is(client: FlaskClient) -> None:
    ada, bo = json_ld(client, "/articles/tides")[0]["author"]
    assert ada["jobTitle"] == "pilot & diver"
    assert ada["description"] == "Ada has read the <sea> since 1990."
    assert ada["sameAs"] == "https://ada.example/about"
    assert ada["url"] == "http://localhost/authors/ada-ash"
    assert bo.keys() == {"@type", "name", "url"}


def test_feeds_lead_to_the_author(client: FlaskClient) -> None:
    assert atom(client).entries[0].authors[0].href == "https://ada.example/about"
    ada, bo = json_feed(client)["items"][0]["authors"]
    assert ada["url"] == "https://ada.example/about"
    assert bo == {"name": "Bo"}


def test_nobody_comments_under_the_name_of_an_author(client: FlaskClient) -> None:
    assert Visitor(client, "Ada Ash").sends().status_code == 422


def test_who_was_not_introduced_has_a_plain_page(client: FlaskClient) -> None:
    page = client.get("/authors/bo").text
    assert 'class="lead"' not in page
    assert 'rel="me"' not in page


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("editors@example.org", "mailto:editors@example.org"),
        ("https://example.org/@us", "https://example.org/@us"),
    ],
)
def test_a_contact_is_at_the_foot_of_every_page(tmp_path: Path, contact: str, link: str) -> None:
    assert Site.model_validate({"contact": contact}).contact_address == link


def test_the_foot_has_the_contact(client: FlaskClient) -> None:
    assert '<a href="mailto:editors@example.org">Contact</a>' in client.get("/").text


@pytest.mark.parametrize(
    "line",
    ['contact = "javascript:alert(1)"', '[[authors]]\nname = "A"\nurl = "javascript:1"',
     '[[authors]]\nrole = "x"', '[[authors]]\nname = "A"\nnmae = "x"'],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_the_start(tmp_path: Path, line: str) -> None:
    (tmp_path / "site.toml").write_text(line)
    with pytest.raises(SettingsError, match=r"site\.toml: the key"):
        Site.read(tmp_path / "site.toml")
