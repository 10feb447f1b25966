"""Reply, Preview and the orders of a thread in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from gloss.comments.models import State
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import RECEIPT, Visitor
from tests.cast import newest_comment
from tests.comments.forest import Seed, decide, grow

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
with_and_without_scripts = pytest.mark.parametrize("has_scripts", [True, False])
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def thread(new_site: Site) -> Site:
    """Return a site where three comments are on one article, the last two in a conversation."""
    grow([Seed(text="First."), Seed(text="Second."), Seed(2, text="Third.")], "dunes")
    return new_site


@with_and_without_scripts
def test_a_reply_is_written_previewed_sent_and_found_by_its_permalink(
    visit: Visit, thread: Site, has_scripts: bool
) -> None:
    bo = visit(thread, java_script_enabled=has_scripts)
    bo.opens("/articles/dunes")
    bo.page.get_by_role("link", name="Reply: Ada 2").click()
    expect(bo.page.get_by_role("heading", name="Reply to Ada 2")).to_be_visible()
    expect(bo.page.get_by_text("Second.")).to_be_visible()
    bo.writes("Sand *walks*.", name="Bo")
    bo.answers()
    bo.button("Preview").click()
    expect(bo.page.locator(".preview em")).to_have_text("walks")
    assert bo.answer.input_value() == bo.reads_picture()
    expect(bo.page.get_by_text("Second.")).to_be_visible()
    bo.sends()
    bo.page.wait_for_url(RECEIPT)
    reply = newest_comment()
    decide(reply.id, State.APPROVED)
    bo.opens(f"/articles/dunes/comments/{reply.id}")
    expect(bo.page).to_have_url(re.compile(f"/articles/dunes#comment-{reply.id}$"))
    expect(bo.page.locator(f"#comment-{reply.id} em")).to_have_text("walks")


def test_the_preview_in_place_is_announced_and_leaves_the_focus(visit: Visit, thread: Site) -> None:
    ada = visit(thread)
    ada.opens("/articles/dunes")
    ada.writes("Sand *walks*.")
    ada.button("Preview").click()
    expect(ada.page.locator("[aria-live=polite] .preview")).to_contain_text("Sand walks.")
    expect(ada.button("Preview")).to_be_focused()
    ada.text.fill("")
    ada.button("Preview").click()
    expect(ada.page.locator(".preview")).to_contain_text("Write your comment.")
    assert ada.page.url.endswith("/articles/dunes")


def test_a_preview_that_cannot_be_made_says_so(visit: Visit, thread: Site) -> None:
    ada = visit(thread)
    ada.opens("/articles/dunes")
    ada.writes("Sand *walks*.")
    ada.page.route("**/preview", lambda route: route.fulfill(status=200, body="not ours"))
    ada.button("Preview").click()
    expect(ada.page.locator(".preview")).to_contain_text("The preview could not be made.")
    expect(ada.text).to_have_value("Sand *walks*.")


@with_and_without_scripts
def test_the_orders_are_links(visit: Visit, thread: Site, has_scripts: bool) -> None:
    ada = visit(thread, java_script_enabled=has_scripts)
    ada.opens("/articles/dunes")
    assert order_of(ada) == ["First.", "Second.", "Third."]
    for name in ("Newest first", "Most answered"):
        ada.page.get_by_role("link", name=name).click()
        expect(ada.page.get_by_role("link", name=name)).to_have_attribute("aria-current", "true")
        assert order_of(ada) == ["Second.", "Third.", "First."]
    ada.page.get_by_role("link", name="Oldest first").click()
    expect(ada.page).to_have_url(re.compile("/articles/dunes#comments$"))


def order_of(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".comment .comment-text").all_inner_texts()


def test_reply_preview_and_order_are_reached_by_keyboard_alone(visit: Visit, thread: Site) -> None:
    ada = visit(thread)
    ada.opens("/articles/dunes")
    tab_to(ada, "Newest first")
    ada.page.keyboard.press("Enter")
    expect(ada.page).to_have_url(re.compile("/comments/newest#comments$"))
    tab_to(ada, "Reply")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("heading", name="Reply to Ada 2")).to_be_visible()
    ada.text.focus()
    ada.page.keyboard.type("*Keys*")
    tab_to(ada, "Preview")
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".preview em")).to_have_text("Keys")
    ada.reads_picture()


def tab_to(visitor: Visitor, name: str) -> None:
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.innerText.trim()") == name:
            return
    raise AssertionError(name)


def test_the_deepest_thread_fits_a_phone_and_a_finger(visit: Visit, new_site: Site) -> None:
    wide = "W" * 200
    grow([Seed(number or None, text=wide) for number in range(8)], "dunes")
    ada = visit(new_site, **PHONE)
    ada.opens("/articles/dunes")
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    deepest = ada.page.locator(".comment").last.bounding_box()
    assert deepest
    assert deepest["width"] > 240
    for reply in ada.page.get_by_role("link", name="Reply").all():
        box = reply.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 24
