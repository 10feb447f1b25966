"""A tour of all kinds of pages, each in a state worth looking at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import moderators
from gloss.accounts.models import Moderator, ModeratorSession, Role
from gloss.articles import previews
from gloss.articles.previews import Preview
from gloss.articles.search import unanswered
from gloss.captcha.models import WayTally
from gloss.captcha.ways import Way
from gloss.comments.models import Comment, State, Thread
from gloss.comments.reports import reporting
from gloss.comments.reports.models import Complaint
from gloss.comments.reports.reporting import Sent
from gloss.database import db
from tests import cast
from tests.browser.site import Site
from tests.browser.visitor import WRONG, Visitor
from tests.cast import ModeratorAtWork
from tests.server import eventually

ARABIC = "هل يصح هذا في كل ميناء؟ شكرًا على الشرح."
LONG = "Iwritewithoutanyspaces" * 20
SAID = (
    (State.APPROVED, "Ada", "> Twice a day\n\nIn most places.\n\n- ebb\n- flow"),
    (State.APPROVED, "سلمى", ARABIC),
    (State.APPROVED, "A" * 80, LONG),
    (State.REJECTED, "Eve", "You are all fools."),
    (State.SPAM, "Cheap Boats", "https://boats.example https://win.example https://more.example"),
)
VERDICTS = {State.APPROVED: "approval", State.REJECTED: "rejection", State.SPAM: "spam"}


@dataclass
class Tour:
    """Ada and Mo at their browsers; what they look at is prepared through ``desk``."""

    ada: Visitor
    mo: Visitor
    desk: ModeratorAtWork

    @property
    def shown_id(self) -> int:
        """The id of a comment that everybody sees: other tests may have posted before these."""
        shown = select(func.min(Comment.id)).join(Thread)
        shown = shown.where(Thread.article_id == "tides", Comment.state == State.APPROVED)
        with self.ada.site.app.app_context():
            return db.session.scalars(shown).one()

    def talked_about(self) -> Page:
        """Open an article with comments; the server learns of them from the database."""
        eventually(lambda: self.ada.opens("/articles/tides").locator(".comment").count() > 2)
        return self.ada.page

    def refused(self) -> Page:
        self.ada.opens("/articles/dunes")
        self.ada.writes(LONG)
        self.ada.answers(WRONG)
        self.ada.sends()
        expect(self.ada.page.get_by_role("alert")).to_be_visible()
        return self.ada.page

    def receipt(self) -> Page:
        self.ada.opens("/articles/dunes")
        self.ada.comments(LONG)
        return self.ada.page

    def edited(self) -> Page:
        self.receipt()
        self.ada.page.get_by_role("link", name="Change it").click()
        return self.ada.page

    def erasure(self) -> Page:
        self.receipt()
        self.ada.page.get_by_role("link", name="Erase it for good").click()
        return self.ada.page

    def own_comments(self) -> Page:
        self.receipt()
        return self.ada.opens("/my-comments")

    def unsent(self) -> Page:
        """Send to an article whose comments were closed since its page was opened."""
        self.ada.opens("/articles/dunes")
        self.ada.writes(LONG)
        self.ada.form.evaluate("form => { form.action = '/articles/wreck/comments' }")
        self.ada.answers(WRONG)
        self.ada.sends()
        expect(self.ada.page.get_by_role("alert")).to_contain_text("closed")
        return self.ada.page

    def refused_sign_in(self) -> Page:
        self.ada.opens("/moderation/sign-in")
        self.ada.signs_in("Eve")
        expect(self.ada.page.get_by_role("alert")).to_be_visible()
        return self.ada.page

    def new_password(self) -> Page:
        with self.ada.site.app.app_context():
            now = clock.now()
            name = f"Mia {now:%H%M%S%f}"
            token = database.write(lambda session: moderators.invite(session, name, now))
        return self.ada.opens(f"/moderation/password/{token}")

    def as_admin(self, address: str) -> Page:
        """Let Mo, who typed the password a moment ago, open a page about accounts."""
        with self.ada.site.app.app_context():
            typed = update(ModeratorSession).values(confirmed_at=clock.now())
            database.write(lambda session: session.execute(typed).close())
        return self.mo.opens(f"/moderation/{address}")

    def a_code_away(self) -> Page:
        """Type the password of somebody who has a second factor."""
        with self.ada.site.app.app_context():
            name = f"Nora {clock.now():%H%M%S%f}"
            nora = cast.registered(name, clock.now())
            added = update(Moderator).where(Moderator.id == nora).values(second_factor="a" * 32)
            database.write(lambda session: session.execute(added).close())
        self.ada.opens("/moderation/sign-in")
        self.ada.signs_in(name)
        expect(self.ada.page.get_by_role("heading", name="Your code")).to_be_visible()
        return self.ada.page

    def invited(self) -> Page:
        page = self.as_admin("people/invitation")
        page.get_by_label("Name", exact=True).fill(f"Nina {clock.now():%H%M%S%f} {LONG[:50]}")
        self.mo.button("Make the invitation").click()
        expect(page.get_by_label("The address")).to_be_visible()
        return page

    def order(self) -> Page:
        """Look at what an order will hit, before its reason is typed."""
        with self.ada.site.app.app_context():
            _posted(self.ada.site, "Bo", LONG)
        self.mo.opens("/moderation/")
        self.mo.page.get_by_role("checkbox", name="Choose the comment by").first.check()
        self.mo.button("Reject …").click()
        expect(self.mo.page.get_by_label("What the writer is told")).to_be_visible()
        return self.mo.page

    def queue(self) -> Page:
        with self.ada.site.app.app_context():
            for name, text in (("Bo", LONG), ("سلمى", ARABIC), ("BUY", SAID[-1][2])):
                _posted(self.ada.site, name, text)
        return self.mo.opens("/moderation/")

    def overview(self) -> Page:
        """Open the overview when comments have no article and readers searched in vain."""
        with self.ada.site.app.app_context():
            comment_id = _posted(self.ada.site, "Bo", "Where has it gone?")
            database.write(lambda session: _lose(session, comment_id))
            database.write(_try_captchas)
            missed = {"springtide " * 8: 3, "المد": 1}
            database.write(lambda session: unanswered.note(session, missed, clock.now()))
        self.mo.opens("/moderation/overview")
        expect(self.mo.button("Attach").first).to_be_visible()
        return self.mo.page

    def preview(self) -> Page:
        """Open the link to an article that nobody else sees yet."""
        with self.ada.site.app.app_context():
            until = clock.now() + timedelta(days=1)
            token = previews.token(Preview("moored", until))
        return self.ada.opens(f"/preview/{token}")

    def report(self) -> Page:
        return self.ada.opens(f"/articles/tides/comments/{self.shown_id}/report")

    def thanks_for_a_report(self) -> Page:
        return self.ada.opens(f"/articles/tides/comments/{self.shown_id}/report/thanks")

    def refused_report(self) -> Page:
        """Send a report of too many words about a comment."""
        page = self.report()
        page.get_by_label("In your own words").fill(LONG * 3)
        self.ada.page.locator("form.report").evaluate("form => { form.noValidate = true }")
        self.ada.sends()
        expect(page.get_by_role("alert")).to_be_visible()
        return page

    def reported(self) -> Page:
        """Open the queue of what readers reported."""
        shown_id = self.shown_id
        with self.ada.site.app.app_context():
            for number, words in enumerate((LONG, ARABIC, "")):
                sent = Sent("tides", shown_id, list(Complaint)[number], words, f"network {number}")
                database.write(partial(reporting.report, sent=sent, now=clock.now()))
        self.mo.opens("/moderation/?reported=y")
        expect(self.mo.page.get_by_role("heading", name="Reported by")).to_be_visible()
        return self.mo.page

    def personal_data(self) -> Page:
        """Look what there is of somebody who typed an address."""
        address, shown_id = f"ada{clock.now():%H%M%S%f}@example.org", self.shown_id
        with self.ada.site.app.app_context():
            typed = update(Comment).where(Comment.id == shown_id).values(email=address)
            database.write(lambda session: session.execute(typed).close())
        page = self.as_admin("people-data/")
        page.get_by_label("E-mail address").fill(address)
        page.get_by_role("checkbox").check()
        self.mo.button("Look what there is").click()
        expect(self.mo.button("Erase")).to_be_visible()
        return page

    def empty_queue(self) -> Page:
        with self.ada.site.app.app_context():
            waiting = select(Comment.id).where(Comment.state == State.PENDING)
            for comment_id in db.session.scalars(waiting).all():
                assert self.desk.decides(comment_id, "rejection").status_code == 303
        self.mo.opens("/moderation/")
        expect(self.mo.page.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
        return self.mo.page

    def one_comment(self) -> Page:
        self.mo.opens(f"/moderation/comments/{self.shown_id}")
        expect(self.mo.page.get_by_role("heading", name="What was decided")).to_be_visible()
        return self.mo.page


def decided_comments(site: Site) -> ModeratorAtWork:
    """Let people write about the tides and Mo decide; return Mo at work."""
    with site.app.app_context():
        mo = cast.a_moderator(site.app)
        admin = update(Moderator).where(Moderator.id == mo.id).values(role=Role.ADMIN)
        database.write(lambda session: session.execute(admin).close())
        for state, name, text in SAID:
            assert mo.decides(_posted(site, name, text), VERDICTS[state]).status_code == 303
    return mo


def _try_captchas(session: Session) -> None:
    """Let visitors have tried each way past the captcha."""
    for way in Way:
        session.merge(
            WayTally(day=clock.now().date(), way=way.value, shown=1200, right=800, wrong=400)
        )


def _lose(session: Session, comment_id: int) -> None:
    """Give a comment the thread of an article that is nowhere."""
    thread = Thread(article_id=f"a-lost-article-{comment_id}", approved_count=0, revision=0)
    session.add(thread)
    session.flush()
    session.get_one(Comment, comment_id).thread_id = thread.id


def _posted(site: Site, name: str, text: str) -> int:
    """Post a comment as somebody else does; return its id."""
    return cast.Visitor(site.app.test_client(), name).posted(text).id


PAGES: dict[str, Callable[[Tour], Page]] = {
    "home": lambda tour: tour.ada.opens("/"),
    "article with comments": Tour.talked_about,
    "article without comments": lambda tour: tour.ada.opens("/articles/dunes"),
    "article with comments closed": lambda tour: tour.ada.opens("/articles/wreck"),
    "article in Arabic": lambda tour: tour.ada.opens("/articles/tides-ar"),
    "articles in Arabic": lambda tour: tour.ada.opens("/languages/ar"),
    "article with everything": lambda tour: tour.ada.opens("/articles/everything"),
    "preview": Tour.preview,
    "page": lambda tour: tour.ada.opens("/about"),
    "tags": lambda tour: tour.ada.opens("/tags/"),
    "tag": lambda tour: tour.ada.opens("/tags/shore-walks"),
    "authors": lambda tour: tour.ada.opens("/authors/"),
    "author": lambda tour: tour.ada.opens("/authors/the-editors"),
    "archive": lambda tour: tour.ada.opens("/archive/"),
    "year": lambda tour: tour.ada.opens("/archive/2026"),
    "search for nothing yet": lambda tour: tour.ada.opens("/search"),
    "search": lambda tour: tour.ada.opens("/search?q=moon"),
    "search in vain": lambda tour: tour.ada.opens("/search?q=mooon"),
    "no such page": lambda tour: tour.ada.opens("/articles/tide", status=404),
    "refused form": Tour.refused,
    "report": Tour.report,
    "refused report": Tour.refused_report,
    "thanks for a report": Tour.thanks_for_a_report,
    "receipt": Tour.receipt,
    "edited comment": Tour.edited,
    "erasure": Tour.erasure,
    "own comments": Tour.own_comments,
    "letters": lambda tour: tour.mo.opens("/moderation/letters/"),
    "changes": lambda tour: tour.mo.opens("/moderation/changes/"),
    "unsent": Tour.unsent,
    "refused sign-in": Tour.refused_sign_in,
    "new password": Tour.new_password,
    "queue": Tour.queue,
    "order": Tour.order,
    "one comment": Tour.one_comment,
    "reported comments": Tour.reported,
    "personal data": Tour.personal_data,
    "published comments": lambda tour: tour.mo.opens("/moderation/comments"),
    "overview": Tour.overview,
    "log": lambda tour: tour.mo.opens("/moderation/log"),
    "spam score": lambda tour: tour.mo.opens("/moderation/spam/"),
    "rules": lambda tour: tour.mo.opens("/moderation/rules/"),
    "trial of a rule": lambda tour: tour.mo.opens(
        "/moderation/rules/trial?kind=pattern&value=.*&action=spam"
    ),
    "refused rule": lambda tour: tour.mo.opens(
        "/moderation/rules/trial?kind=pattern&value=(&action=spam", status=422
    ),
    "campaigns": lambda tour: tour.mo.opens("/moderation/campaigns/"),
    "code": Tour.a_code_away,
    "own account": lambda tour: tour.as_admin("account/"),
    "password asked again": lambda tour: tour.as_admin("account/confirmation"),
    "own password": lambda tour: tour.as_admin("account/password"),
    "sessions": lambda tour: tour.as_admin("account/sessions"),
    "second factor": lambda tour: tour.as_admin("account/second-factor"),
    "people": lambda tour: tour.as_admin("people/"),
    "person": lambda tour: tour.as_admin("people/1"),
    "invitation": Tour.invited,
    "invitation by letter": lambda tour: tour.as_admin("people/invitation/letter"),
    "log of accounts": lambda tour: tour.as_admin("people/log/"),
    "empty queue": Tour.empty_queue,
}
