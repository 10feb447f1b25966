"""The main job: read, comment past the captcha, moderate, see it appear."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import WRONG, Visitor
from tests.cast import PASSWORD

TEXT = "The moon pulls.\n\nThe sun helps."


@pytest.mark.parametrize(
    ("database_url", "has_scripts"),
    [("sqlite", True), ("sqlite", False), ("postgresql", False)],
    indirect=["database_url"],
)
def test_a_comment_goes_the_whole_way_from_the_form_to_the_article_and_back(
    new_site: Site, visit: Visit, has_scripts: bool
) -> None:
    ada, mo, bo = (visit(new_site, java_script_enabled=has_scripts) for _ in range(3))
    finds_the_article(ada)
    writes_with_a_refresh_and_a_slip(ada)
    becomes_a_moderator(mo)
    expect(mo.page.get_by_role("heading", name="1 waiting")).to_be_visible()
    expect(mo.page.locator(".focus")).to_contain_text("The moon pulls.")
    mo.button("Approve").click()
    expect(mo.page.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
    bo.opens("/articles/tides")
    expect(bo.page.locator(".comment")).to_contain_text("The moon pulls.")
    mo.button("Undo").click()
    expect(mo.page.get_by_role("status")).to_contain_text("waiting again")
    bo.page.reload()
    expect(bo.page.get_by_text("Nobody has commented yet.")).to_be_visible()
    expect(bo.page.locator(".comment")).to_have_count(0)


def finds_the_article(ada: Visitor) -> None:
    ada.opens("/")
    ada.page.get_by_role("link", name=re.compile("^Tides")).click()
    expect(ada.page.get_by_role("heading", level=1, name=re.compile("^Tides"))).to_be_visible()


def writes_with_a_refresh_and_a_slip(ada: Visitor) -> None:
    ada.writes(TEXT)
    first = ada.reads_picture()
    ada.button("Refresh").click()
    expect(ada.picture).to_have_attribute("src", re.compile("challenge="))
    assert ada.reads_picture() != first
    ada.answers(WRONG)
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_be_visible()
    expect(ada.text).to_have_value(TEXT)
    ada.answers()
    ada.sends()
    expect(ada.page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()


def becomes_a_moderator(mo: Visitor) -> None:
    mo.page.goto(mo.site.link_for_new_moderator("Mo"))
    mo.page.get_by_label("Password").fill(PASSWORD)
    mo.button("Set the password").click()
    mo.signs_in("Mo")
