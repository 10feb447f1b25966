"""A moderator whom a load balancer sends now to one node, now to another."""

from http.cookiejar import CookieJar
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from tests.cast import CSRF, PASSWORD, VERSION, found
from tests.server import PATIENCE_SECONDS, Server

SIGN_IN = "/moderation/sign-in"
QUEUE = "/moderation/"


class Page(NamedTuple):
    status: int
    text: str


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Show redirects instead of following them."""


class Moderator:
    """Keeps cookies for all nodes, as a browser does for the one address of the site."""

    def __init__(self) -> None:
        self._browser = build_opener(HTTPCookieProcessor(CookieJar()), _StayHere())

    def opens(self, path: str, at: Server) -> Page:
        return self._asks(at.address + path)

    def sends(self, path: str, at: Server, **fields: str) -> Page:
        return self._asks(at.address + path, urlencode(fields).encode())

    def signs_in(self, name: str, *, form_at: Server, sent_to: Server) -> Page:
        """Look at the form at one node, and send it to another."""
        token = found(CSRF, self.opens(SIGN_IN, form_at).text)
        return self.sends(SIGN_IN, sent_to, csrf_token=token, name=name, password=PASSWORD)

    def signs_out(self, at: Server) -> Page:
        token = found(CSRF, self.opens(QUEUE, at).text)
        return self.sends("/moderation/sign-out", at, csrf_token=token)

    def decides(self, comment_id: int, decision: str, *, seen_at: Server, at: Server) -> Page:
        """Look at a comment at one node, and decide about it at another."""
        address = f"/moderation/comments/{comment_id}"
        page = self.opens(address, seen_at).text
        shown = {"version": found(VERSION, page), "csrf_token": found(CSRF, page)}
        return self.sends(f"{address}/{decision}", at, **shown)

    def _asks(self, url: str, body: bytes | None = None) -> Page:
        try:
            with self._browser.open(url, body, PATIENCE_SECONDS) as answer:
                return Page(answer.status, answer.read().decode())
        except HTTPError as refusal:  # urllib's name for all that is not 200
            return Page(refusal.code, refusal.read().decode())
