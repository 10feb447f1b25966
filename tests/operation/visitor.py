"""Ada over a bare connection: what she sends, and what comes back."""

from dataclasses import dataclass
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from gloss import clock
from gloss.captcha import challenge
from gloss.captcha.challenge import Challenge
from gloss.comments.challenges import PURPOSE
from tests.server import PATIENCE_SECONDS

COMMENTS = "/articles/tides/comments"
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What a server said."""

    status: int
    location: str
    cookie: str
    text: str


@dataclass(frozen=True)
class Comment:
    """A comment with the right answer to its challenge."""

    text: str
    challenge: Challenge

    def body(self) -> str:
        return urlencode(
            {
                "author_name": "Ada",
                "text": self.text,
                "challenge": self.challenge.token,
                "answer": self.challenge.picture_answer,
            }
        )


def a_challenge() -> Challenge:
    """Issue a challenge as each of the servers does; wants an application context."""
    return challenge.issue("tides", PURPOSE, clock.now())


def a_comment(text: str) -> Comment:
    return Comment(text, a_challenge())


def sends(comment: Comment, address: str) -> Answer:
    return request("POST", address + COMMENTS, comment.body())


def request(method: str, url: str, body: str = "", cookie: str = "") -> Answer:
    """Send one request; redirects are not followed."""
    to = urlsplit(url)
    assert to.hostname
    connection = HTTPConnection(to.hostname, to.port, timeout=PATIENCE_SECONDS)
    headers = {"Content-Type": FORM, "Cookie": cookie} if method == "POST" else {"Cookie": cookie}
    try:
        connection.request(method, to.path, body or None, headers)
        response = connection.getresponse()
        headers_back = response.headers
        return Answer(
            response.status,
            headers_back.get("Location", ""),
            headers_back.get("Set-Cookie", "").split(";")[0],
            response.read().decode(),
        )
    finally:
        connection.close()
