"""Somebody at a browser, who sees the pages and nothing else."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.cast import PASSWORD

WRONG = "wrong"
RECEIPT = "**/receipts/*"


@dataclass
class Visitor:
    """Ada, unless she says otherwise; without scripts where the browser has them off."""

    page: Page
    site: Site

    @property
    def form(self) -> Locator:
        return self.page.locator("form.comment-form")

    @property
    def name(self) -> Locator:
        return self.page.get_by_label("Your name")

    @property
    def text(self) -> Locator:
        return self.page.get_by_label("Your comment")

    @property
    def answer(self) -> Locator:
        return self.page.get_by_label("Characters or digits")

    @property
    def picture(self) -> Locator:
        return self.form.get_by_role("img")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def opens(self, path: str, status: int = 200) -> Page:
        response = self.page.goto(self.site.address + path)
        assert response
        assert response.status == status
        return self.page

    def writes(self, text: str, name: str = "Ada") -> None:
        """Fill in all but the answer; the picture comes meanwhile."""
        self.name.fill(name)
        self.text.fill(text)
        self._looks()

    def answers(self, typed: str | None = None) -> None:
        """Type ``typed``, or what the picture shows."""
        self.answer.fill(typed or self.reads_picture())

    def sends(self) -> None:
        self.button("Send").click()

    def comments(self, text: str) -> None:
        """Write, answer and send; be thanked."""
        self.writes(text)
        self.answers()
        self.sends()
        self.page.wait_for_url(RECEIPT)

    def reads_picture(self) -> str:
        """Return what the picture on the screen shows."""
        self._looks()
        address = self.picture.get_attribute("src") or ""
        slug = urlsplit(address).path.split("/")[2]
        named = parse_qs(urlsplit(address).query).get("challenge")
        return self.site.answer_to(named[0] if named else self._cookie(slug), slug)

    def signs_in(self, name: str) -> None:
        """Sign in as a moderator, from the sign-in page."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.button("Sign in").click()

    def _looks(self) -> None:
        expect(self.picture).to_be_visible()
        expect(self.picture).to_have_js_property("complete", True)
        expect(self.picture).not_to_have_js_property("naturalWidth", 0)

    def _cookie(self, slug: str) -> str:
        cookies = self.page.context.cookies(f"{self.site.address}/articles/{slug}")
        return next(cookie["value"] for cookie in cookies if cookie["name"] == "captcha")
