"""What is being written survives in the browser until it is sent, and not a moment longer."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import WRONG, Visitor

DRAFTS = "Object.entries({...localStorage}).filter(([key]) => key.startsWith('gloss.draft:'))"
RESTORED = "Your draft was restored."


@pytest.fixture
def ada(visit: Visit, site: Site) -> Visitor:
    ada = visit(site)
    ada.opens("/articles/dunes")
    return ada


def drafts(visitor: Visitor) -> dict[str, dict[str, object]]:
    return {key: json.loads(kept) for key, kept in visitor.page.evaluate(DRAFTS)}


def test_what_was_written_is_there_when_the_page_is_opened_again(ada: Visitor) -> None:
    ada.writes("Half a thou")
    ada.opens("/articles/tides")
    expect(ada.text).to_have_value("")
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("Half a thou")
    expect(ada.name).to_have_value("Ada")
    expect(ada.page.get_by_role("status").filter(has_text=RESTORED)).to_be_visible()


def test_a_draft_that_is_discarded_is_gone(ada: Visitor) -> None:
    ada.writes("Half a thou")
    ada.opens("/articles/dunes")
    ada.button("Discard it").click()
    expect(ada.text).to_have_value("")
    expect(ada.text).to_be_focused()
    expect(ada.page.get_by_text(RESTORED)).to_have_count(0)
    assert drafts(ada) == {}
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("")


def test_the_thanks_end_the_draft(ada: Visitor) -> None:
    ada.comments("Sand walks.")
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    ada.page.wait_for_function(f"{DRAFTS}.length === 0")
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("")


def test_an_old_receipt_ends_no_draft(ada: Visitor) -> None:
    ada.comments("Sand walks.")
    receipt = ada.page.url.removeprefix(ada.site.address)
    ada.opens("/articles/dunes")
    ada.writes("And more.")
    ada.opens(receipt)
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("And more.")


def test_what_asks_for_a_page_and_sends_nothing_leaves_the_draft_unsent(ada: Visitor) -> None:
    ada.writes("Half a thou")
    hold = "document.addEventListener('submit', (event) => event.preventDefault())"
    ada.page.evaluate(hold)  # as where the network is away
    ada.page.get_by_text("Cannot see or hear it?").click()
    ada.button("Ask me a question").click()
    ada.opens("/articles/tides")
    ada.comments("Water moves.")
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("Half a thou")


def test_a_refused_comment_stays_a_draft(ada: Visitor) -> None:
    ada.writes("Sand walks.")
    ada.answers(WRONG)
    ada.sends()
    expect(ada.page.get_by_role("alert")).to_be_visible()
    ada.opens("/articles/dunes")
    expect(ada.text).to_have_value("Sand walks.")


def test_nothing_but_name_and_text_is_kept_and_that_for_a_week(ada: Visitor) -> None:
    ada.writes("Half a thou")
    ada.answers("SECRET")
    [(key, draft)] = drafts(ada).items()
    assert key == "gloss.draft:/articles/dunes/comments#"
    assert set(draft) == {"author_name", "text", "savedAt"}
    a_week_ago = draft | {"savedAt": float(str(draft["savedAt"])) - 7 * 86_400_000 - 1}
    for kept in (json.dumps(a_week_ago), "garbage", "[]", '{"text": 7}'):
        ada.page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
        ada.opens("/articles/dunes")
        expect(ada.text).to_have_value("")
        assert drafts(ada) == {}


def test_where_nothing_may_be_stored_the_form_works_all_the_same(visit: Visit, site: Site) -> None:
    ada = visit(site)
    ada.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })"
    )
    ada.opens("/articles/dunes")
    ada.comments("Sand walks.")
