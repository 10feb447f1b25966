"""Every kind of page: nothing for axe to find, light or dark, and nothing wider than the window."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from gloss import clock
from gloss.accounts.commands import first_moderator_link
from tests import cast
from tests.browser.conftest import Visit
from tests.browser.inspection import overhang, violations
from tests.browser.site import Site
from tests.browser.tour import PAGES, Tour, decided_comments
from tests.browser.visitor import Visitor
from tests.cast import ModeratorAtWork

WINDOWS = (320, 390, 1280)


@pytest.fixture(scope="session")
def desk(site: Site) -> ModeratorAtWork:
    return decided_comments(site)


@pytest.fixture
def tour(site: Site, visit: Visit, desk: ModeratorAtWork) -> Tour:
    """Ada has been nowhere yet; Mo is signed in."""
    return Tour(visit(site), signed_in(visit(site), desk), desk)


@pytest.mark.parametrize("open_page", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_light_or_dark_and_no_page_is_wider_than_its_window(
    tour: Tour, open_page: Callable[[Tour], Page]
) -> None:
    page = open_page(tour)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    assert {width: overhang(page, width) for width in WINDOWS} == dict.fromkeys(WINDOWS, 0)


def test_a_site_in_arabic_runs_from_right_to_left(arabic_site: Site, visit: Visit) -> None:
    page = visit(arabic_site).opens("/articles/madd")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert violations(page) == []
    assert {width: overhang(page, width) for width in WINDOWS} == dict.fromkeys(WINDOWS, 0)


def test_the_page_that_makes_the_first_moderator_is_as_good(
    arabic_site: Site, visit: Visit
) -> None:
    with arabic_site.app.app_context():
        link = first_moderator_link(clock.now(), arabic_site.address)
    page = visit(arabic_site).page
    page.goto(str(link))
    assert violations(page) == []
    assert {width: overhang(page, width) for width in WINDOWS} == dict.fromkeys(WINDOWS, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_day_one_is_as_good(new_site: Site, app: Flask, visit: Visit) -> None:
    mo = signed_in(visit(new_site), cast.a_moderator(app))
    page = mo.opens("/moderation/overview")
    expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    assert violations(page) == []
    assert {width: overhang(page, width) for width in WINDOWS} == dict.fromkeys(WINDOWS, 0)


def signed_in(visitor: Visitor, desk: ModeratorAtWork) -> Visitor:
    """Let a browser go on with the session of a moderator at work."""
    address = visitor.site.address + "/moderation/"
    visitor.page.context.add_cookies([{"name": "gloss", "value": session_of(desk), "url": address}])
    return visitor


def session_of(desk: ModeratorAtWork) -> str:
    cookie = desk.client.get_cookie("gloss", path="/moderation")
    assert cookie
    return cookie.value


def test_on_paper_stand_the_article_and_what_was_said_and_where_links_lead(tour: Tour) -> None:
    page = tour.talked_about()
    page.emulate_media(media="print")
    for part in (".prose", ".comment", ".print-only"):
        expect(page.locator(part).first).to_be_visible()
    for part in (".masthead nav", ".contents", ".add-comment", ".tags", ".colophon"):
        expect(page.locator(part).first).to_be_hidden()
    for place in (".prose a[href='https://example.org/']", ".sources a"):
        link = page.locator(place).first
        printed = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert f"({link.get_attribute('href')})" in printed
    assert page.pdf().startswith(b"%PDF")


def test_nobody_prints_that_there_are_no_comments(tour: Tour) -> None:
    page = tour.ada.opens("/articles/wreck")
    page.emulate_media(media="print")
    expect(page.locator(".thread")).to_be_hidden()
