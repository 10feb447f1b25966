"""Instruments for looking at a page: axe, and a ruler."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = {
    "runOnly": {"type": "tag", "values": LEVELS},
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, criterion 2.5.8: off unless asked for
    "resultTypes": ["violations"],
}
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page) -> list[str]:
    """Return each rule that ``page`` breaks, with the elements that break it."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found]


def overhang(page: Page, width: int) -> int:
    """Return by how many pixels ``page`` is wider than a window of ``width``."""
    page.set_viewport_size({"width": width, "height": 800})
    return int(page.evaluate(OVERHANG))
