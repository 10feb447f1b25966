"""Languages: the switch between them, and pages that run from right to left among others."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import Visitor

ARABIC = "مقال جميل، شكرًا! (1)"


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    return visit(site)


def test_a_reader_switches_to_another_language_and_back(ada: Visitor) -> None:
    page = ada.opens("/articles/tides")
    page.get_by_role("link", name="العربية").click()
    expect(page).to_have_url(re.compile("/articles/tides-ar$"))
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/articles/tides$"))


def test_from_the_first_page_a_reader_finds_all_that_is_in_a_language(ada: Visitor) -> None:
    page = ada.opens("/")
    expect(page.get_by_role("link", name=re.compile("المياه العالية"))).to_have_count(0)
    page.get_by_role("link", name="العربية").click()
    expect(page.get_by_role("link", name=re.compile("المياه العالية"))).to_be_visible()


def test_text_runs_from_right_to_left_and_code_from_left_to_right(ada: Visitor) -> None:
    page = ada.opens("/articles/tides-ar")
    assert ways(page.locator("html, h1, .prose p, .prose li, .prose td")) == {"rtl"}
    assert ways(page.locator(".prose pre, .prose code")) == {"ltr"}
    assert page.locator(".prose pre").evaluate("code => code.scrollLeft") == 0


def test_words_of_gloss_stand_in_their_own_direction(ada: Visitor) -> None:
    page = ada.opens("/articles/tides-ar")
    assert ways(page.locator(".byline bdi, .medical-note, .comment-form")) == {"ltr"}
    expect(page.locator(".comment-form label").first).to_have_text("Your name")


def test_the_accent_of_a_callout_is_where_its_text_begins(ada: Visitor) -> None:
    callout = ada.opens("/articles/tides-ar").locator(".admonition")
    widths = callout.evaluate(
        "box => [getComputedStyle(box).borderRightWidth, getComputedStyle(box).borderLeftWidth]"
    )
    assert float(widths[0].removesuffix("px")) > float(widths[1].removesuffix("px"))


def test_a_comment_from_right_to_left_stays_so_on_a_page_from_left_to_right(ada: Visitor) -> None:
    ada.opens("/articles/dunes")
    ada.comments(ARABIC)
    assert ways(ada.page.locator(".comment-text p")) == {"rtl"}


def ways(elements: Locator) -> set[str]:
    """Return the directions of ``elements``, of which there is at least one."""
    found = elements.evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    assert found
    return set(found)
