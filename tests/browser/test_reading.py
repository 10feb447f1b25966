"""Reading costs nothing: no captcha picture is asked for before somebody starts to write."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import Visitor

PICTURE = re.compile(r"/articles/tides/captcha$")


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    return visit(site)


def test_reading_to_the_end_asks_for_no_captcha_picture(ada: Visitor) -> None:
    asked = pictures_asked_for(ada.page)
    ada.opens("/articles/tides")
    read_to_the_end(ada.page)
    assert asked == []


def test_entering_the_form_asks_for_one_captcha_picture(ada: Visitor) -> None:
    asked = pictures_asked_for(ada.page)
    ada.opens("/articles/tides")
    ada.name.focus()
    ada.reads_picture()
    ada.text.focus()
    ada.answer.focus()
    ada.page.wait_for_load_state("networkidle")
    assert len(asked) == 1


def test_reading_leaves_no_cookie(ada: Visitor) -> None:
    for path in ("/", "/articles/tides", "/about", "/tags/"):
        ada.opens(path)
    assert ada.page.context.cookies() == []


def pictures_asked_for(page: Page) -> list[str]:
    """Return the addresses of captcha pictures that ``page`` fetches from now on."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if PICTURE.search(request.url) else None,
    )
    return asked


def read_to_the_end(page: Page) -> None:
    """Scroll a screen at a time, and let each screen load what it wants to."""
    while not page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"):
        page.evaluate("scrollBy({top: innerHeight, behavior: 'instant'})")
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    page.wait_for_load_state("networkidle")
