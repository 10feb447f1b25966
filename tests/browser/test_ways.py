"""The captcha for everybody: each way past it, by WCAG 2.2, by keyboard, and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.inspection import overhang, violations
from tests.browser.site import Site
from tests.browser.visitor import RECEIPT, WRONG, Visitor

WAYS = "Cannot see or hear it?"
QUESTION, ANSWER = "Which animal says moo?", "Cow"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DARK = {"color_scheme": "dark"}
TEXT = "Sand walks."
with_and_without_scripts = pytest.mark.parametrize("has_scripts", [True, False])


def opened(visit: Visit, site: Site, *, has_scripts: bool = True, **how: Any) -> Visitor:
    ada = visit(site, java_script_enabled=has_scripts, **how)
    ada.opens("/articles/dunes")
    ada.writes(TEXT)
    return ada


def answer_in_words(visitor: Visitor) -> Locator:
    return visitor.page.get_by_label(QUESTION)


def presses(visitor: Visitor, button: str) -> None:
    visitor.page.get_by_text(WAYS).click()
    visitor.button(button).click()


def fails(visitor: Visitor, times: int) -> None:
    for _ in range(times):
        visitor.answers(WRONG)
        visitor.sends()
        expect(visitor.page.get_by_role("alert")).to_be_focused()


@with_and_without_scripts
def test_a_question_is_asked_and_answered_in_words(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    presses(ada, "Ask me a question")
    expect(ada.text).to_have_value(TEXT)
    expect(answer_in_words(ada)).to_be_in_viewport()
    answer_in_words(ada).fill(ANSWER)
    ada.sends()
    ada.page.wait_for_url(RECEIPT)


@with_and_without_scripts
def test_a_person_is_asked_with_one_press(visit: Visit, site: Site, has_scripts: bool) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    presses(ada, "Send without the captcha")
    ada.page.wait_for_url(RECEIPT)


@with_and_without_scripts
def test_enter_answers_the_question_and_asks_no_other(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    presses(ada, "Ask me a question")
    answer_in_words(ada).fill(ANSWER)
    answer_in_words(ada).press("Enter")
    ada.page.wait_for_url(RECEIPT)


def test_refresh_without_scripts_comes_back_to_the_captcha(visit: Visit, site: Site) -> None:
    """Case 19: text, name and place on the page are kept."""
    ada = opened(visit, site, has_scripts=False)
    ada.button("Refresh").click()
    ada.page.wait_for_url(re.compile("captcha#comment.captcha"))
    expect(ada.text).to_have_value(TEXT)
    expect(ada.name).to_have_value("Ada")
    expect(ada.answer).to_be_in_viewport()


@with_and_without_scripts
def test_after_two_failures_the_other_ways_come_first_and_all_lead_on(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    fails(ada, times=2)
    assert top(ada.button("Ask me a question")) < top(ada.picture)
    assert top(ada.button("Send without the captcha")) < top(ada.picture)
    ada.button("Ask me a question").click()
    expect(answer_in_words(ada)).to_be_visible()
    presses_open = ada.page.get_by_text("Cannot answer it?")
    assert top(answer_in_words(ada)) < top(presses_open)
    presses_open.click()
    ada.button("Show me the picture").click()
    expect(ada.text).to_have_value(TEXT)
    ada.answers()
    ada.sends()
    ada.page.wait_for_url(RECEIPT)


def test_the_question_and_the_person_are_reached_by_keyboard_alone(
    visit: Visit, site: Site
) -> None:
    ada = opened(visit, site)
    ada.answer.focus()
    keyboard = ada.page.keyboard
    keyboard.press("Tab")
    expect(ada.page.get_by_text(WAYS)).to_be_focused()
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(ada.button("Ask me a question")).to_be_focused()
    keyboard.press("Tab")
    expect(ada.button("Send without the captcha")).to_be_focused()
    keyboard.press("Enter")
    ada.page.wait_for_url(RECEIPT)


def test_a_thumb_finds_every_way_at_390_pixels(visit: Visit, site: Site) -> None:
    ada = visit(site, **PHONE)
    ada.opens("/articles/dunes")
    ada.writes(TEXT)
    ada.page.get_by_text(WAYS).tap()
    for way in (ada.button("Ask me a question"), ada.button("Send without the captcha")):
        box = way.bounding_box()
        assert box
        assert box["height"] >= 44
    ada.button("Ask me a question").tap()
    expect(answer_in_words(ada)).to_be_visible()
    assert overhang(ada.page, 320) == 0


def test_wcag_1_1_1_the_picture_says_what_it_is_for_and_where_the_alternatives_are(
    visit: Visit, site: Site
) -> None:
    """Techniques G143 and G144."""
    ada = opened(visit, site)
    alternative = ada.picture.get_attribute("alt") or ""
    assert alternative.startswith("Six characters to type below.")
    assert "listen to six digits" in alternative
    assert "another way below the answer" in alternative
    expect(ada.form.locator("audio")).to_have_attribute("aria-label", "Six digits to type below")


@pytest.mark.parametrize("how", [{}, DARK, PHONE])
def test_wcag_1_4_3_every_state_of_the_block_has_contrast_and_breaks_no_rule(
    visit: Visit, site: Site, how: dict[str, Any]
) -> None:
    ada = opened(visit, site, **how)
    ada.page.get_by_text(WAYS).click()
    assert violations(ada.page) == []
    fails(ada, times=1)
    assert violations(ada.page) == []
    fails(ada, times=1)
    assert violations(ada.page) == []
    ada.button("Ask me a question").click()
    answer_in_words(ada).fill("dog")
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_be_focused()
    assert violations(ada.page) == []


@with_and_without_scripts
def test_wcag_3_3_1_a_wrong_answer_is_told_in_words_at_its_field_whichever_the_way(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    fails(ada, times=1)
    expect(ada.answer).to_have_accessible_description(re.compile("did not match"))
    presses(ada, "Ask me a question")
    answer_in_words(ada).fill("dog")
    ada.sends()
    summary = ada.page.get_by_role("alert")
    expect(summary).to_contain_text("That is not an answer we know.")
    expect(answer_in_words(ada)).to_have_attribute("aria-invalid", "true")
    expect(answer_in_words(ada)).to_have_accessible_description(re.compile("not an answer"))
    summary.get_by_role("link").click()
    expect(answer_in_words(ada)).to_be_focused()


@with_and_without_scripts
def test_wcag_3_3_7_nothing_is_asked_for_twice_whichever_way_is_tried(
    visit: Visit, site: Site, has_scripts: bool
) -> None:
    ada = opened(visit, site, has_scripts=has_scripts)
    fails(ada, times=1)
    presses(ada, "Ask me a question")
    ada.button("Ask me something else").click()
    ada.page.wait_for_url(re.compile("captcha#"))
    ada.page.get_by_text("Cannot answer it?").click()
    ada.button("Show me the picture").click()
    expect(ada.picture).to_be_visible()
    expect(ada.text).to_have_value(TEXT)
    expect(ada.name).to_have_value("Ada")


def test_wcag_4_1_3_what_changes_without_a_new_page_is_announced(visit: Visit, site: Site) -> None:
    ada = opened(visit, site)
    ada.button("Refresh").click()
    expect(ada.page.get_by_role("status").filter(has_text="There is a new picture")).to_be_visible()
    ada.opens("/articles/dunes")
    restored = ada.page.get_by_role("status").filter(has_text="Your draft was restored")
    expect(restored).to_be_visible()
    fails(ada, times=1)  # the summary is an alert, and has the focus


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]
