"""Comments to post, each with the right answer to a challenge of its own."""

from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks import load, sites
from gloss import clock
from gloss.captcha import challenge
from gloss.comments.challenges import PURPOSE
from gloss.settings import Settings

FORM = "application/x-www-form-urlencoded"


def written(settings: Settings, number: int) -> list[bytes]:
    """Write ``number`` requests for the site of ``settings``; its secret tells the answers."""
    with sites.application(settings):
        return list(_requests(number))


def _requests(number: int) -> Iterator[bytes]:
    for place in range(number):
        asked = challenge.issue(sites.ARTICLE_ID, PURPOSE, clock.now())
        fields = {
            "author_name": "Ada",
            "text": f"Comment {place}.",
            "challenge": asked.token,
            "answer": asked.picture_answer,
        }
        yield load.post(f"{sites.ARTICLE}/comments", urlencode(fields).encode(), FORM)
