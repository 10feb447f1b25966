"""The instruments of these tests do find what is wrong."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.faults import Faults
from tests.browser.inspection import overhang, violations
from tests.browser.site import Site

PICTURE = "address => { document.body.append(Object.assign(new Image(), { src: address })) }"

SMALL_BUTTONS = """heading => {
    for (const name of ["one", "two", "three"]) {
        const button = document.createElement("button")
        button.textContent = name
        button.style.cssText = "display: block; font-size: 8px; min-height: 0; padding: 0"
        heading.after(button)
    }
}"""


@pytest.fixture
def page(visit: Visit, site: Site) -> Page:
    return visit(site).opens("/")


def test_axe_finds_faint_text_and_small_targets(page: Page) -> None:
    page.locator("h1").evaluate("heading => { heading.style.color = '#ddd' }")
    page.locator("h1").evaluate(SMALL_BUTTONS)
    rules = {violation.split(":")[0] for violation in violations(page)}
    assert rules == {"color-contrast", "target-size"}


def test_what_does_not_fit_is_measured(page: Page) -> None:
    page.locator("h1").evaluate("heading => { heading.style.minWidth = '500px' }")
    assert overhang(page, 320) > 100


def test_a_picture_from_elsewhere_is_noticed(page: Page, faults: Faults) -> None:
    with page.expect_event("console"):
        page.evaluate(PICTURE, "https://elsewhere.example/pixel.png")
    assert any("Content Security Policy" in fault for fault in faults)
    faults.clear()


def test_a_missing_part_of_a_page_is_noticed(page: Page, faults: Faults) -> None:
    with page.expect_response("**/missing.png"):
        page.evaluate(PICTURE, "/missing.png")
    assert any(fault.startswith("404") for fault in faults)
    faults.clear()


def test_a_script_that_fails_is_noticed(page: Page, faults: Faults) -> None:
    with page.context.expect_event("weberror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('broken') }) }")
    assert any("broken" in fault for fault in faults)
    faults.clear()
