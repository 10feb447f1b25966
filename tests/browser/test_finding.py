"""How readers find their way: the search, the contents list, old links, and what others show."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from gloss.articles import anchor_history
from gloss.database import db
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.server import eventually

PHONE = {"width": 390, "height": 844}
SIZE = """async address => {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    return [picture.naturalWidth, picture.naturalHeight]
}"""
DESK = {"width": 1400, "height": 900}


def is_indexed(site: Site) -> bool:
    """Tell whether the texts can be found yet: a server that has just started takes them in."""
    with urlopen(f"{site.address}/search?q=water+near") as answer:
        return b"<mark>" in answer.read()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_leads_to_the_very_section(visit: Visit, site: Site, scripts: bool) -> None:
    eventually(lambda: is_indexed(site))
    page = visit(site, java_script_enabled=scripts).opens("/")
    page.get_by_role("searchbox").fill("water near")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search?q=water+near")
    expect(page.get_by_role("status")).to_contain_text("result")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="The moon").first.click()
    page.wait_for_url("**/articles/tides#the-moon")
    expect(page.locator("#the-moon")).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_typo_is_answered_with_what_was_meant(visit: Visit, site: Site, scripts: bool) -> None:
    eventually(lambda: is_indexed(site))
    page = visit(site, java_script_enabled=scripts).opens("/search?q=harbuor")
    page.get_by_role("link", name="harbour").click()
    page.wait_for_url("**/search?q=harbour")
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_desk_the_contents_stand_beside_the_text(
    visit: Visit, site: Site, scripts: bool
) -> None:
    page = visit(site, viewport=DESK, java_script_enabled=scripts).opens("/articles/tides")
    contents, text = contents_of(page), page.locator(".prose")
    link = contents.get_by_role("link", name="The table")
    assert right_edge(contents) <= left_edge(text)
    link.click()
    expect(page.locator("#the-table")).to_be_in_viewport()
    expect(link).to_be_in_viewport()


def test_on_a_phone_the_contents_are_folded(visit: Visit, site: Site) -> None:
    page = visit(site, viewport=PHONE, java_script_enabled=False).opens("/articles/tides")
    contents = contents_of(page)
    link = contents.get_by_role("link", name="The table")
    expect(link).to_be_hidden()
    contents.get_by_text("On this page").last.click()
    link.click()
    expect(page.locator("#the-table")).to_be_in_viewport()


def test_a_short_article_has_no_contents_list(visit: Visit, site: Site) -> None:
    expect(contents_of(visit(site).opens("/articles/dunes"))).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/articles/tides", "/about", "/tags/"])
def test_the_picture_for_other_sites_is_there_in_its_size(
    visit: Visit, site: Site, path: str
) -> None:
    page = visit(site).opens(path)
    named = page.locator("meta[property='og:image']").get_attribute("content") or ""
    assert page.evaluate(SIZE, re.sub(r"^https?://[^/]+", site.address, named)) == [1200, 630]


def test_a_link_to_a_heading_that_was_reworded_still_lands(
    visit: Visit, new_site: Site, content_dir: Path
) -> None:
    page = visit(new_site, viewport=PHONE).opens("/articles/tides#the-moon")
    file = content_dir / "tides.md"
    eventually(lambda: remembered(new_site))
    file.write_text(file.read_text().replace("## The moon", "## What the moon does"))
    page.goto("about:blank")
    eventually(lambda: "the-moon" in ids(page, new_site))
    page.goto("about:blank")
    page.goto(f"{new_site.address}/articles/tides#the-moon")
    expect(page.get_by_role("heading", name="What the moon does")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0


def remembered(site: Site) -> bool:
    """Tell whether the server has written down which headings it showed."""
    with site.app.app_context(), db.engine.connect() as connection:
        return bool(anchor_history.digests(connection))


def ids(page: Page, site: Site) -> list[str]:
    page.goto(f"{site.address}/articles/tides")
    found = page.locator(".prose .former").evaluate_all("all => all.map(each => each.id)")
    return [str(each) for each in found]


def contents_of(page: Page) -> Locator:
    return page.get_by_role("navigation", name="On this page")


def left_edge(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["x"]


def right_edge(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"]
