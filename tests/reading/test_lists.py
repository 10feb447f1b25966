"""Lists beside the newest articles: by author, by year, and of what is related."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import clock
from gloss.reading import directory
from gloss.reading.directory import NEAR, TAGS_COMPARED, Directory
from gloss.reading.page_cache import PageCache
from gloss.reading.pagination import ARCHIVE_PAGE_SIZE, PAGE_SIZE
from tests.cast import an_article


def related_to(client: FlaskClient, slug: str) -> str:
    """Return the part of an article's page that names related ones."""
    _, _, rest = client.get(f"/articles/{slug}").text.partition('class="related"')
    return rest.partition("</section>")[0]


def test_an_author_has_a_page_with_all_that_he_or_she_wrote(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "tides", author="Ada Øst")
    an_article(content_dir, "dunes", author="Bo")
    assert 'By <a href="/authors/ada-%C3%B8st">Ada Øst</a>' in client.get("/articles/tides").text
    page = client.get("/authors/ada-øst").text
    assert "<h1>Ada Øst</h1>" in page
    assert "Tides" in page
    assert "Dunes" not in page
    assert "Bo" in client.get("/authors/").text
    assert client.get("/authors/eve").status_code == 404


def test_each_author_of_an_article_has_a_page(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, author="[Ada, Bo]")
    page = client.get("/articles/tides").text
    assert 'By <a href="/authors/ada">Ada</a>, <a href="/authors/bo">Bo</a></bdi></span>' in page
    for slug in ("ada", "bo"):
        assert "Tides" in client.get(f"/authors/{slug}").text
        assert "Tides" in client.get(f"/authors/{slug}/feed.atom").text


def test_who_is_named_twice_is_listed_once(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, author="[Ada, ada]")
    assert client.get("/authors/ada").text.count(">Tides</a>") == 1


def test_the_articles_of_an_author_have_pages(client: FlaskClient, content_dir: Path) -> None:
    for number in range(PAGE_SIZE + 1):
        an_article(content_dir, f"wave-{number}", author="Ada")
    assert 'href="/authors/ada/page/2"' in client.get("/authors/ada").text
    assert client.get("/authors/ada/page/2").status_code == 200
    assert client.get("/authors/ada/page/3").status_code == 404


@pytest.mark.parametrize("author", ["'!!!'", "'🌊'"])
def test_an_author_whose_name_makes_no_address_is_named_without_a_link(
    client: FlaskClient, content_dir: Path, author: str
) -> None:
    an_article(content_dir, author=author)
    page = client.get("/articles/tides").text
    assert f"By {author.strip(chr(39))}</bdi></span>" in page
    assert "No article names its author yet" in client.get("/authors/").text


def test_a_site_without_articles_has_empty_lists(client: FlaskClient) -> None:
    assert "Nothing has been published yet" in client.get("/archive/").text
    assert "No article names its author yet" in client.get("/authors/").text


def test_the_archive_has_a_page_for_each_year(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "tides", published="2025-12-31T23:59:59")
    an_article(content_dir, "dunes", published="2026-01-01")
    archive = client.get("/archive/").text
    assert archive.index("/archive/2026") < archive.index("/archive/2025")
    page = client.get("/archive/2025").text
    assert "Tides" in page
    assert "Dunes" not in page


@pytest.mark.parametrize("year", ["2024", "0", "20260", "x", "0000", "٢٠٢٦", "02026", "-2026"])
def test_there_is_no_page_of_a_year_without_articles(
    client: FlaskClient, content_dir: Path, year: str
) -> None:
    an_article(content_dir)
    assert client.get(f"/archive/{year}").status_code == 404


def test_a_year_with_many_articles_has_pages(client: FlaskClient, content_dir: Path) -> None:
    for number in range(ARCHIVE_PAGE_SIZE + 1):
        an_article(content_dir, f"wave-{number:03}")
    assert 'href="/archive/2026/page/2"' in client.get("/archive/2026").text
    assert "Wave-000" in client.get("/archive/2026/page/2").text


def test_what_shares_a_rare_tag_is_nearer_than_what_shares_a_common_one(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "tides", tags="[sea, moon]", published="2026-03-01")
    an_article(content_dir, "just-before", published="2026-02-28")
    an_article(content_dir, "just-after", published="2026-03-02")
    an_article(content_dir, "eclipse", tags="[moon]", published="2020-01-01")
    for month in range(4, 10):
        an_article(content_dir, f"shore-{month}", tags="[sea]", published=f"2026-{month:02}-01")
    found = related_to(client, "tides")
    assert found.index("Eclipse") < found.index("Shore-4") < found.index("Shore-5")
    assert "Shore-6" not in found


def test_previous_and_next_are_not_named_again_as_related(
    client: FlaskClient, content_dir: Path
) -> None:
    for day in range(1, 6):
        an_article(content_dir, f"day-{day}", tags="[sea]", published=f"2026-01-{day:02}")
    found = related_to(client, "day-3")
    assert "Day-1" in found
    assert "Day-5" in found
    assert "Day-2" not in found
    assert "Day-4" not in found


def test_an_article_that_shares_nothing_has_nothing_related(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, "tides", tags="[sea]")
    an_article(content_dir, "dunes", tags="[sand]")
    assert related_to(client, "tides") == ""


def test_nothing_hidden_is_related_or_listed(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "tides", tags="[sea]")
    an_article(content_dir, "gap", published="2026-01-03")
    an_article(content_dir, "unfinished", tags="[sea]", draft="true", author="Eve")
    an_article(content_dir, "tomorrow", tags="[sea]", published="2999-01-01", author="Eve")
    assert related_to(client, "tides") == ""
    assert client.get("/authors/eve").status_code == 404
    assert client.get("/archive/2999").status_code == 404
    assert "2999" not in client.get("/archive/").text


def test_a_new_related_article_renews_the_page(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    cache: PageCache = app.extensions["gloss.pages"]
    an_article(content_dir, "tides", tags="[sea]", published="2026-01-10")
    an_article(content_dir, "after", published="2026-01-11")
    an_article(content_dir, "before", published="2026-01-09")
    cache.edition.library.refresh()
    assert related_to(client, "tides") == ""
    an_article(content_dir, "currents", tags="[sea]", published="2026-01-01")
    cache.edition.library.refresh()
    assert "Currents" in related_to(client, "tides")


@pytest.mark.parametrize("address", ["/archive/", "/authors/", "/authors/ada", "/feed.atom"])
def test_lists_show_an_article_at_its_moment(
    app: Flask, client: FlaskClient, content_dir: Path, address: str
) -> None:
    cache: PageCache = app.extensions["gloss.pages"]
    an_article(content_dir, "tides", author="Ada")
    soon = clock.now() + timedelta(seconds=1)
    an_article(content_dir, "dawn", published=soon.isoformat(), author="Ada")
    cache.edition.library.refresh()
    before = client.get(address).data
    while clock.now() < soon:
        pass
    assert client.get(address).data != before


def test_the_order_of_a_listing_is_made_once(app: Flask, content_dir: Path) -> None:
    an_article(content_dir)
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.library.refresh()
    listing = cache.edition.library.snapshot.listing(clock.now())
    assert directory.of(listing) is directory.of(listing)


def test_of_many_tags_that_are_equally_rare_every_process_compares_the_same(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    tags = [f"tag-{number}" for number in range(TAGS_COMPARED + 1)]
    an_article(content_dir, "tides", tags=f"[{', '.join(reversed(tags))}]", published="2026-06-01")
    an_article(content_dir, "just-before", published="2026-05-31")
    an_article(content_dir, "just-after", published="2026-06-02")
    for number, tag in enumerate(tags):
        day = f"2026-05-{number + 10}"
        an_article(content_dir, f"with-{tag}", tags=f"[{tag}]", published=day)
    found = related_to(client, "tides")
    assert f"with-{tags[-2]}" in found
    assert f"with-{tags[-1]}" not in found


def test_finding_related_articles_looks_at_few_however_many_share_a_tag(
    app: Flask, content_dir: Path
) -> None:
    for number in range(3 * NEAR):
        day = clock.now() - timedelta(days=number + 1)
        an_article(content_dir, f"wave-{number:03}", tags="[sea]", published=day.isoformat())
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.library.refresh()
    listing = cache.edition.library.snapshot.listing(clock.now())
    here = listing.articles[NEAR + 5]
    found = Directory(listing).related(here)
    assert {listing.articles[NEAR + 4], listing.articles[NEAR + 6]} <= {*found}
