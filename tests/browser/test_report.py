"""Reporting a comment in a real browser."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from gloss.comments.reports.models import Complaint, Report
from gloss.database import db
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.comments.forest import Seed, grow

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_comment_is_reported_by_mouse_and_keys_and_thanked_for(
    visit: Visit, new_site: Site, has_scripts: bool
) -> None:
    grow([Seed(text="First."), Seed(text="My street is Dune Lane.")], "dunes")
    bo = visit(new_site, java_script_enabled=has_scripts)
    page = bo.opens("/articles/dunes")
    page.get_by_role("link", name="Report: Ada 2").click()
    expect(page.get_by_text("My street is Dune Lane.")).to_be_visible()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.get_by_label("In your own words").fill("It is mine.")
    bo.sends()
    expect(page.get_by_role("heading", name="Thank you for your report")).to_be_visible()
    report = db.session.scalars(select(Report)).one()
    assert (report.comment_id, report.complaint) == (2, Complaint.HARM)
    assert report.words == "It is mine."
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.locator("#comment-2")).to_be_in_viewport()


def test_without_a_choice_nothing_is_sent_and_the_words_stay(visit: Visit, new_site: Site) -> None:
    grow([Seed()], "dunes")
    bo = visit(new_site, java_script_enabled=False)
    page = bo.opens("/articles/dunes/comments/1/report")
    page.get_by_label("In your own words").fill("Only words.")
    bo.sends()  # the browser asks for a choice by itself
    expect(page.get_by_label("In your own words")).to_have_value("Only words.")
    expect(page).to_have_url(f"{new_site.address}/articles/dunes/comments/1/report")
    assert db.session.scalars(select(Report)).all() == []
