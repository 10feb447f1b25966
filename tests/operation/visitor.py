"""Ada over a bare connection: what she sends, and what comes back."""

from contextlib import closing
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
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


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
    line = HTTPConnection(to.netloc, timeout=PATIENCE_SECONDS)
    with closing(line):
        target = to._replace(scheme="", netloc="").geturl()
        line.request(method, target, body or None, {"Content-Type": FORM, "Cookie": cookie})
        response = line.getresponse()
        location = response.headers.get("Location", "")
        kept = response.headers.get("Set-Cookie", "").split(";")[0]
        return Answer(response.status, location, kept, response.read())
