"""Articles that belong together: the parts of a series, each with its place among them."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.cast import an_article
from tests.reading.machines import json_ld


def parts(client: FlaskClient, slug: str) -> str:
    """Return the part of an article's page that lists its series."""
    _, _, rest = client.get(f"/articles/{slug}").text.partition('<details class="series">')
    return rest.partition("</details>")[0]


def three_parts(content_dir: Path) -> None:
    for day, slug in enumerate(("ebb", "slack", "flood"), start=1):
        an_article(content_dir, slug, published=f"2026-01-0{day}", series="How tides work")


def test_each_part_lists_all_in_the_order_of_their_days(
    client: FlaskClient, content_dir: Path
) -> None:
    three_parts(content_dir)
    shown = parts(client, "slack")
    assert "Part 2 of 3: How tides work" in shown
    assert shown.index("/articles/ebb") < shown.index("Slack") < shown.index("/articles/flood")
    assert '<span aria-current="page">Slack</span>' in shown


def test_the_foot_of_a_part_leads_to_the_next(client: FlaskClient, content_dir: Path) -> None:
    three_parts(content_dir)
    following = 'Next in this series</span> <a rel="next" href="/articles/flood">Flood</a>'
    assert following in client.get("/articles/slack").text
    assert "Next in this series" not in client.get("/articles/flood").text


@pytest.mark.parametrize(
    "typed", ["how TIDES work", "[How tides work]", "'How  tides work'", "[How tides work, Else]"]
)
def test_a_series_is_one_however_it_is_written(
    client: FlaskClient, content_dir: Path, typed: str
) -> None:
    three_parts(content_dir)
    an_article(content_dir, "neap", published="2026-01-09", series=typed)
    assert "Part 4 of 4" in parts(client, "neap")


@pytest.mark.parametrize("typed", ["''", "'!!!'", "[]", "{a: b}", "null"])
def test_what_is_no_name_leaves_the_article_alone(
    client: FlaskClient, content_dir: Path, typed: str
) -> None:
    three_parts(content_dir)
    an_article(content_dir, "neap", series=typed)
    assert client.get("/articles/neap").status_code == 200
    assert parts(client, "neap") == ""


def test_a_part_alone_is_no_series_yet(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "ebb", series="Tides")
    an_article(content_dir, "flood", series="Tides", published="2999-01-01")
    assert parts(client, "ebb") == ""


def test_a_page_that_is_kept_learns_of_a_new_part(client: FlaskClient, content_dir: Path) -> None:
    three_parts(content_dir)
    assert "of 3" in parts(client, "ebb")
    an_article(content_dir, "neap", published="2026-01-09", series="How tides work")
    client.application.extensions["gloss.articles"].refresh()
    assert "of 4" in parts(client, "ebb")


def test_each_language_has_its_own_series(client: FlaskClient, content_dir: Path) -> None:
    three_parts(content_dir)
    for slug in ("ebb.de", "flood.de"):
        an_article(content_dir, slug, series="How tides work")
    assert "of 3" in parts(client, "ebb")
    assert "2:" in parts(client, "ebb-de")


def test_machines_learn_of_the_series(client: FlaskClient, content_dir: Path) -> None:
    three_parts(content_dir)
    article = json_ld(client, "/articles/flood")[0]
    assert article["isPartOf"] == {"@type": "CreativeWorkSeries", "name": "How tides work"}
    assert article["position"] == 3
