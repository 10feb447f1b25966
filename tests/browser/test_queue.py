"""The moderators' queue: by keys with scripts, by mouse without."""

import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.models import Comment, State
from gloss.database import Model
from gloss.moderation.finding import pages
from tests.browser.conftest import Visit, a_site
from tests.browser.faults import Faults
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.cast import Visitor as Writer
from tests.cast import newest_comment, registered

TEXTS = ("First.", "Second.", "Third.")


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve one site for all: a start takes ten times as long as one of these tests."""
    with a_site(tmp_path_factory.mktemp("queue"), limits=False) as site:
        yield site


@pytest.fixture
def three_wait(queue: Site) -> Iterator[Site]:
    """Let a moderator, who was never here, and three comments be all there is."""
    with queue.app.app_context():
        database.write(nothing_is_left)
        for text in TEXTS:
            Writer(queue.app.test_client()).posted(text)
        registered("Mo", clock.now())
        yield queue
        database.db.session.remove()


def nothing_is_left(session: Session) -> None:
    for table in reversed(Model.metadata.sorted_tables):
        session.execute(table.delete())


@pytest.fixture
def mo(three_wait: Site, visit: Visit) -> Page:
    page = at_work(visit(three_wait))
    expect(page.locator("#keys")).to_be_visible()  # the script came: before, keys do nothing
    return page


def at_work(mo: Visitor, waiting: int = len(TEXTS)) -> Page:
    mo.opens("/moderation/sign-in")
    mo.signs_in("Mo")
    shows(mo.page, "First.", waiting)
    return mo.page


def shows(page: Page, text: str, waiting: int = 3) -> None:
    """Wait until one comment is before the moderator, and so many wait."""
    expect(page.locator("#focus .comment-text")).to_have_text(text)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{waiting} waiting")
    expect(page.get_by_role("navigation").locator(".count").first).to_have_text(str(waiting))


def test_keys_walk_through_the_comments_without_deciding(mo: Page) -> None:
    for key, text in (("j", "Second."), ("j", "Third."), ("j", "Third."), ("k", "Second.")):
        mo.keyboard.press(key)
        shows(mo, text)
    expect(mo.locator("#focus")).to_be_focused()


@pytest.mark.parametrize(
    ("key", "state"), [("a", State.APPROVED), ("r", State.REJECTED), ("s", State.SPAM)]
)
def test_a_key_decides_and_goes_on_and_another_takes_it_back(
    mo: Page, key: str, state: State
) -> None:
    for text in TEXTS[1:]:
        mo.keyboard.press("j")
        shows(mo, text)
    mo.keyboard.press(key)
    shows(mo, "First.", waiting=2)
    assert newest_comment().state is state
    mo.keyboard.press("u")
    shows(mo, "Third.")
    assert newest_comment().state is State.PENDING
    mo.keyboard.press("k")
    shows(mo, "Second.")


def test_j_at_the_end_of_a_page_goes_on_to_the_next_and_stays_there(
    three_wait: Site, visit: Visit
) -> None:
    more = [f"Number {n}." for n in range(4, pages.PAGE_SIZE + 3)]
    database.write(lambda session: wait_too(session, more))
    mo = at_work(visit(three_wait), waiting=len(TEXTS) + len(more))
    mo.locator(".queue-list li a").last.click()
    waiting = pages.PAGE_SIZE + 2
    for key, text in (("j", more[-2]), ("j", more[-1]), ("j", more[-1]), ("k", more[-2])):
        expect(mo.locator("#keys")).to_be_visible()
        mo.keyboard.press(key)
        shows(mo, text, waiting)
    mo.keyboard.press("a")
    shows(mo, more[-1], waiting - 1)
    mo.keyboard.press("u")
    shows(mo, more[-2], waiting)
    mo.keyboard.press("j")
    shows(mo, more[-1], waiting)


def wait_too(session: Session, texts: Sequence[str]) -> None:
    """Let more comments wait beside those that were posted."""
    first = session.scalars(select(Comment).limit(1)).one()
    for text in texts:
        session.add(
            Comment(
                thread_id=first.thread_id,
                author_name="Bo",
                text=text,
                reasons=[],
                network="",
                receipt=text,
                posted_at=first.posted_at,
            )
        )
        session.flush()  # so that their ids are in this order


def test_an_empty_queue_looks_by_itself_whether_something_waits_again(
    three_wait: Site, visit: Visit
) -> None:
    visitor = visit(three_wait)
    visitor.page.clock.install()
    mo = at_work(visitor)
    expect(mo.locator("#keys")).to_be_visible()
    for left, text in ((2, "Second."), (1, "Third.")):
        mo.keyboard.press("a")
        shows(mo, text, left)
    mo.keyboard.press("a")
    expect(mo.get_by_text("New ones appear here by themselves.")).to_be_visible()
    Writer(three_wait.app.test_client()).posted("Fourth.")
    mo.clock.run_for(20_000)
    shows(mo, "Fourth.", waiting=1)


def test_without_scripts_an_empty_queue_promises_nothing_and_offers_a_link(
    three_wait: Site, visit: Visit
) -> None:
    mo = at_work(visit(three_wait, java_script_enabled=False))
    for _ in TEXTS:
        mo.get_by_role("button", name="Approve", exact=True).click()
    expect(mo.get_by_text("New ones appear here by themselves.")).to_be_hidden()
    Writer(three_wait.app.test_client()).posted("Fourth.")
    mo.get_by_role("link", name="Look again").click()
    shows(mo, "Fourth.", waiting=1)


def test_the_last_one_decided_by_key_leaves_an_empty_queue(mo: Page) -> None:
    for left, text in ((2, "Second."), (1, "Third.")):
        mo.keyboard.press("a")
        shows(mo, text, left)
    mo.keyboard.press("a")
    expect(mo.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
    mo.keyboard.press("a")
    mo.keyboard.press("u")
    shows(mo, "Third.", waiting=1)


def test_a_key_that_is_held_down_decides_once(mo: Page) -> None:
    mo.keyboard.down("a")
    shows(mo, "Second.", waiting=2)
    mo.keyboard.down("a")
    mo.keyboard.up("a")
    mo.keyboard.press("j")
    shows(mo, "Third.", waiting=2)


def test_help_opens_and_closes_by_key_and_decides_nothing_meanwhile(mo: Page) -> None:
    mo.keyboard.press("?")
    expect(mo.get_by_role("dialog")).to_be_visible()
    mo.keyboard.press("a")
    mo.keyboard.press("Escape")
    expect(mo.get_by_role("dialog")).to_be_hidden()
    mo.keyboard.press("j")
    shows(mo, "Second.")


def test_a_key_counts_while_focus_is_still_in_the_help_that_closed(mo: Page) -> None:
    """A browser takes focus out of what it hides only when it paints next."""
    mo.keyboard.press("?")
    mo.keyboard.press("Escape")
    expect(mo.get_by_role("dialog")).to_be_hidden()
    mo.locator("#keys-dialog button").dispatch_event("keydown", {"key": "j"})
    shows(mo, "Second.")


def test_keys_can_be_turned_off_and_stay_off(mo: Page) -> None:
    switch = mo.get_by_role("checkbox", name="Keys of the queue")
    switch.uncheck()
    does_nothing(mo)
    mo.reload()
    does_nothing(mo)
    expect(switch).not_to_be_checked()
    switch.check()
    mo.keyboard.press("j")
    shows(mo, "Second.")


def test_keys_do_nothing_while_somebody_types_or_is_elsewhere(mo: Page) -> None:
    why = mo.locator("#decide").get_by_role("textbox").last
    why.focus()
    mo.keyboard.type("jars?")
    expect(why).to_have_value("jars?")
    shows(mo, "First.")
    mo.get_by_role("link", name="Overview").focus()
    does_nothing(mo)
    mo.locator("#focus").focus()
    for combined in ("Control+j", "Alt+j", "Meta+j"):
        mo.keyboard.press(combined)
    shows(mo, "First.")
    mo.keyboard.press("e")
    expect(mo.locator("#edit textarea")).to_be_focused()


def test_a_decision_that_does_not_get_through_says_so_and_keeps_what_was_typed(
    mo: Page, faults: Faults
) -> None:
    why = mo.locator("#decide").get_by_role("textbox").last
    why.fill("Off the subject")
    mo.context.set_offline(True)
    mo.get_by_role("button", name="Reject", exact=True).click()
    expect(mo.get_by_text("Check your connection and try again.")).to_be_in_viewport()
    expect(why).to_have_value("Off the subject")
    mo.context.set_offline(False)
    faults.clear()  # Chromium complains of what is meant here
    mo.get_by_role("button", name="Reject", exact=True).click()
    shows(mo, "Second.", waiting=2)


def does_nothing(page: Page) -> None:
    for key in "jars?":
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    shows(page, "First.")


def test_without_scripts_a_click_decides_and_goes_on_and_another_undoes(
    three_wait: Site, visit: Visit
) -> None:
    mo = at_work(visit(three_wait, java_script_enabled=False))
    expect(mo.locator("#keys")).to_be_hidden()
    mo.get_by_role("link", name=re.compile("Third")).click()
    shows(mo, "Third.")
    mo.get_by_role("button", name="Approve", exact=True).click()
    shows(mo, "First.", waiting=2)
    assert newest_comment().state is State.APPROVED
    mo.get_by_role("button", name="Undo").click()
    shows(mo, "Third.")
    assert newest_comment().state is State.PENDING
