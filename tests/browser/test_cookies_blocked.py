"""A visitor who lets no site keep cookies can comment all the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import PATIENCE_MILLISECONDS, SWITCHES
from tests.browser.faults import Faults
from tests.browser.site import Site
from tests.browser.visitor import RECEIPT, Visitor

BLOCK = 2  # as Chromium writes the choice down
PREFERENCES = {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}


@pytest.fixture
def ada(
    playwright: Playwright, executable: str, site: Site, faults: Faults, tmp_path: Path
) -> Iterator[Visitor]:
    """Start a Chromium that was told to block all cookies."""
    profile = tmp_path / "Default"
    profile.mkdir()
    (profile / "Preferences").write_text(json.dumps(PREFERENCES))
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=executable, args=SWITCHES
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    faults.watch(context, site.address)
    yield Visitor(context.pages[0], site)
    context.close()


def test_the_form_comes_back_with_a_challenge_of_its_own_that_can_be_answered(ada: Visitor) -> None:
    ada.opens("/articles/dunes")
    ada.writes("No cookies.")
    ada.answers("unknown")
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_contain_text("your browser keeps no cookies")
    expect(ada.text).to_have_value("No cookies.")
    ada.answers()
    ada.sends()
    ada.page.wait_for_url(RECEIPT)
    assert ada.page.context.cookies() == []
