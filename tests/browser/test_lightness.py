"""An article is light, and nothing on it moves once it is there."""

from collections import Counter

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.test_reading import read_to_the_end
from tests.browser.visitor import Visitor

MOST_BYTES = 30_000  # compressed, pictures aside
SHIFTS = "window.shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries()))"
OBSERVE = f"{SHIFTS}.observe({{type: 'layout-shift', buffered: true}})"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    return visit(site)


def test_an_article_is_one_page_one_sheet_and_at_most_one_script(ada: Visitor) -> None:
    fetched: list[Request] = []
    ada.page.on("requestfinished", lambda request: fetched.append(request))  # noqa: PLW0108
    ada.opens("/articles/tides")
    read_to_the_end(ada.page)
    kinds = Counter(request.resource_type for request in fetched)
    assert kinds - Counter(document=1, stylesheet=1, script=1, other=1) == Counter()  # the icon
    assert sum(request.sizes()["responseBodySize"] for request in fetched) < MOST_BYTES
    assert ada.page.locator("script:not([type=module], [type='application/ld+json'])").count() == 0
    assert ada.page.locator("[style]").count() == 0


@pytest.mark.parametrize("how", [{}, {"viewport": PHONE}])
def test_nothing_moves_while_an_article_is_read_and_the_form_entered(
    visit: Visit, site: Site, how: dict[str, object]
) -> None:
    ada = visit(site, **how)
    ada.page.add_init_script(OBSERVE)
    ada.opens("/articles/tides")
    read_to_the_end(ada.page)
    ada.name.focus()
    ada.reads_picture()
    ada.page.wait_for_load_state("networkidle")
    assert ada.page.evaluate("shifts.map(shift => shift.value)") == []
