"""The comment form in a real browser: refresh, refusals, a second click, the way back."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import RECEIPT, WRONG, Visitor
from tests.cast import comment_count

REFRESHED = re.compile("challenge=")
REFUSAL = "The characters did not match."
DURATION_SECONDS = """audio => new Promise((heard, fail) => {
    audio.addEventListener("error", () => fail(audio.error.message))
    audio.addEventListener("durationchange", () => heard(audio.duration))
    if (audio.duration > 0) heard(audio.duration)
})"""
with_and_without_scripts = pytest.mark.parametrize("has_scripts", [True, False])


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    """Open an article that nobody has commented on, scripts on."""
    ada = visit(site)
    ada.opens("/articles/dunes")
    return ada


def test_refresh_swaps_the_picture_in_place(ada: Visitor) -> None:
    ada.writes("Sand walks.")
    shown = ada.picture.screenshot()
    assert ada.picture.screenshot() == shown
    ada.answer.fill("ABC")
    ada.button("Refresh").click()
    expect(ada.page.get_by_role("status")).to_have_text("There is a new picture and a new sound.")
    expect(ada.button("Refresh")).to_be_focused()
    ada.reads_picture()
    assert ada.picture.screenshot() != shown
    assert typed(ada) == ("Ada", "Sand walks.", "")
    assert ada.page.url.endswith("/articles/dunes")


def test_refresh_without_scripts_brings_a_page_with_all_fields_as_typed(
    visit: Visit, site: Site
) -> None:
    ada = visit(site, java_script_enabled=False)
    ada.opens("/articles/dunes")
    ada.writes("Sand walks.")
    first = ada.reads_picture()
    ada.button("Refresh").click()
    expect(ada.picture).to_have_attribute("src", REFRESHED)
    assert ada.reads_picture() != first
    assert typed(ada)[:2] == ("Ada", "Sand walks.")


@with_and_without_scripts
def test_a_wrong_answer_says_so_at_the_field_and_in_a_summary_that_has_the_focus(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = visit(site, java_script_enabled=has_scripts)
    ada.opens("/articles/dunes")
    ada.writes("Sand walks.")
    ada.answers(WRONG)
    ada.sends()
    summary = ada.page.get_by_role("alert")
    expect(summary).to_contain_text(REFUSAL)
    expect(summary).to_be_focused()
    expect(ada.answer).to_have_accessible_description(re.compile(REFUSAL))
    expect(ada.answer).to_have_attribute("aria-invalid", "true")
    assert typed(ada) == ("Ada", "Sand walks.", "")
    summary.get_by_role("link").click()
    expect(ada.answer).to_be_focused()


@with_and_without_scripts
@pytest.mark.parametrize("label", ["Your name", "Characters or digits"])
def test_enter_sends_from_every_field_and_never_refreshes(
    visit: Visit, site: Site, has_scripts: bool, label: str
) -> None:
    ada = visit(site, java_script_enabled=has_scripts)
    ada.opens("/articles/dunes")
    ada.writes("Sand walks.")
    ada.answers()
    posts = posted_by(ada.page)
    ada.page.get_by_label(label).press("Enter")
    ada.page.wait_for_url(RECEIPT)
    assert posts == ["/articles/dunes/comments"]


def test_enter_in_the_comment_begins_a_line(ada: Visitor) -> None:
    ada.text.fill("One.")
    ada.text.press("Enter")
    expect(ada.text).to_have_value("One.\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@with_and_without_scripts
def test_a_double_click_on_send_makes_one_comment(
    visit: Visit, new_site: Site, has_scripts: bool
) -> None:
    ada = visit(new_site, java_script_enabled=has_scripts)
    ada.opens("/articles/dunes")
    ada.writes("Sand walks.")
    ada.answers()
    ada.button("Send").dblclick()
    expect(ada.page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()
    assert comment_count() == 1


@with_and_without_scripts
def test_the_way_back_after_a_refusal_leads_to_the_form_as_typed(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = visit(site, java_script_enabled=has_scripts)
    ada.opens("/articles/dunes")
    ada.writes("Sand walks.")
    ada.answers(WRONG)
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_be_visible()
    ada.page.go_back()
    assert typed(ada)[:2] == ("Ada", "Sand walks.")
    ada.answers()
    ada.sends()
    ada.page.wait_for_url(RECEIPT)


def test_who_goes_back_after_the_thanks_can_write_again(ada: Visitor) -> None:
    ada.comments("Sand walks.")
    ada.page.go_back()
    expect(ada.text).to_have_value("Sand walks.")
    ada.text.fill("And grass stops it.")
    ada.answers(WRONG)
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_contain_text("Nothing you wrote is lost")
    expect(ada.text).to_have_value("And grass stops it.")
    ada.answers()
    ada.sends()
    ada.page.wait_for_url(RECEIPT)
    expect(ada.page.get_by_text("And grass stops it.")).to_be_visible()


def test_the_sound_of_the_challenge_can_be_heard(ada: Visitor) -> None:
    ada.page.get_by_text("Listen", exact=True).click()
    assert 10 < ada.form.locator("audio").evaluate(DURATION_SECONDS) < 20


def typed(visitor: Visitor) -> tuple[str, str, str]:
    fields = (visitor.name, visitor.text, visitor.answer)
    name, text, answer = (field.input_value() for field in fields)
    return name, text, answer


def posted_by(page: Page) -> list[str]:
    """Return the paths to which ``page`` posts from now on."""
    paths: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            paths.append(urlsplit(request.url).path)

    page.on("request", note)
    return paths
