"""The writer's own pages in a browser: with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.site import Site


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ones_own_comment_is_seen_waiting_on_the_article_by_its_writer_alone(
    new_site: Site, visit: Visit
) -> None:
    ada, bo = visit(new_site), visit(new_site)
    ada.opens("/articles/tides")
    ada.comments("Only I *see* this.")
    ada.opens("/articles/tides")
    waiting = ada.page.locator(".waiting-comment")
    expect(waiting).to_contain_text("Only I see this.")
    expect(waiting.locator("em")).to_have_text("see")
    bo.opens("/articles/tides")
    expect(bo.page.get_by_role("heading", name="Add a comment")).to_be_visible()
    expect(bo.page.locator(".waiting-comment")).to_have_count(0)
    waiting.get_by_role("link", name="Receipt").click()
    ada.page.get_by_role("link", name="Your comments in this browser").click()
    expect(ada.page.locator(".own-comments")).to_contain_text("waiting")
    ada.button("Let this browser forget them").click()
    expect(ada.page.get_by_text("This browser knows of no comment")).to_be_visible()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_scripts_a_comment_is_changed_withdrawn_and_erased(
    new_site: Site, visit: Visit
) -> None:
    ada = visit(new_site, java_script_enabled=False)
    ada.opens("/articles/tides")
    ada.comments("A frist try.")
    ada.page.get_by_role("link", name="Change it").click()
    ada.text.fill("A first try.")
    ada.button("Send the change").click()
    expect(ada.page.locator(".what-you-wrote")).to_contain_text("A first try.")
    ada.page.get_by_role("link", name="Withdraw it").click()
    ada.button("Withdraw it").click()
    expect(ada.page.get_by_role("heading", name="Your comment is withdrawn")).to_be_visible()
    ada.page.get_by_role("link", name="Erase it for good").click()
    ada.button("Erase it for good").click()
    expect(ada.page.get_by_role("heading", name="Your comment is erased")).to_be_visible()
    expect(ada.page.get_by_text(re.compile("first try"))).to_have_count(0)
