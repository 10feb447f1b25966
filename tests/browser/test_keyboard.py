"""Everything by keyboard alone, and always with a visible focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import RECEIPT, Visitor

# What has the focus: its role in words, and whether one can see that it has.
FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    return {
        name: element.name || element.innerText.trim().split("\\n")[0],
        is_body: element === document.body,
        is_seen: element.matches(":focus-visible") && isOutlined && box.width > 0 && box.height > 0,
        is_on_screen: box.bottom > 0 && box.top < innerHeight,
    }
}"""
MOST_STOPS = 100


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    ada = visit(site)
    ada.opens("/articles/tides")
    return ada


def test_the_form_is_walked_through_in_the_order_of_reading(ada: Visitor) -> None:
    ada.name.focus()
    assert [stop["name"] for stop in stops(ada.page, until="Send")] == [
        "email",
        "text",
        "Formatting help",
        "Preview",
        "Refresh",
        "Listen",
        "answer",
        "Cannot see or hear it?",
        "Send",
    ]


def test_the_focus_is_visible_wherever_the_tab_key_leads(ada: Visitor) -> None:
    walked = stops(ada.page)
    names = [stop["name"] for stop in walked]
    assert {"Skip to the text", "author_name", "text", "answer"} <= set(names)
    assert "website" not in names  # the hidden field
    assert names.count("Send") == 1  # not the hidden one that Enter presses
    assert [stop for stop in walked if not stop["is_seen"] or not stop["is_on_screen"]] == []


def test_the_skip_link_leads_to_the_text(ada: Visitor) -> None:
    ada.page.keyboard.press("Tab")
    expect(ada.page.get_by_role("link", name="Skip to the text")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("main")).to_be_focused()


def test_a_comment_is_sent_by_keyboard_alone(ada: Visitor) -> None:
    keyboard = ada.page.keyboard
    stops(ada.page, until="author_name")
    keyboard.type("Ada")
    stops(ada.page, until="text")
    keyboard.type("No mouse in this house.")
    stops(ada.page, until="Refresh")
    keyboard.press("Space")
    expect(ada.page.get_by_role("status")).to_contain_text("new picture")
    stops(ada.page, until="Listen")
    keyboard.press("Enter")
    expect(ada.form.locator("audio")).to_be_visible()
    keyboard.press("Enter")
    stops(ada.page, until="answer")
    keyboard.type(ada.reads_picture())
    stops(ada.page, until="Send")
    keyboard.press("Enter")
    ada.page.wait_for_url(RECEIPT)
    expect(ada.page.get_by_text("No mouse in this house.")).to_be_visible()


def stops(page: Page, until: str = "") -> list[dict[str, object]]:
    """Press Tab up to the stop called ``until``, or to the end of the page; return the stops."""
    walked: list[dict[str, object]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["is_body"]:
            return walked
        walked.append(stop)
        if stop["name"] == until:
            return walked
    raise AssertionError(f"no end of the page, and no {until!r}, in {MOST_STOPS} stops")
