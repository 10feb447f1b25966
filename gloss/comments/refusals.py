"""Why an answer did not pass, in sentences that say what to do now."""

from datetime import datetime

from gloss.captcha.challenge import Expired, Foreign, Missing, Refused
from gloss.captcha.spending import Outcome
from gloss.captcha.ways import Way
from gloss.language import gettext as _
from gloss.language import lazy_gettext
from gloss.visitors.limits import Refusal, in_words
from gloss.web.dates import moment

CLOSED = lazy_gettext(
    "Comments on this article have been closed. Your text is below, so that you can copy it."
)
EXPIRED = lazy_gettext(
    "This article is no longer online, so it takes no comments. Your text is below, so that you "
    "can copy it."
)
GONE = lazy_gettext(
    "There is no such article any more. Your text is below, so that you can copy it."
)
PARENT_GONE = lazy_gettext(
    "The comment that you answered is not public any more, so your reply was not sent. Nothing you "
    "wrote is lost: you may send it as a comment of its own."
)
NO_REPLY = lazy_gettext("The comment that you wanted to answer is not public any more.")
NO_MORE_REPLIES = lazy_gettext("Comments on this article are closed, so nobody can reply any more.")
NOT_STORED = lazy_gettext(
    "We cannot store comments right now, so yours was not sent. Nothing you wrote is lost: "
    "wait a minute and press Send again."
)

_OF_CHALLENGE = {
    Missing: lazy_gettext(
        "That picture was used already, or your browser keeps no cookies. "
        "Nothing you wrote is lost: answer the new one below and send again."
    ),
    Foreign: lazy_gettext(
        "The answer belongs to another page's picture. "
        "Nothing you wrote is lost: answer the new one below and send again."
    ),
    Expired: lazy_gettext(
        "The picture was more than two hours old. "
        "Nothing you wrote is lost: answer the new one below and send again."
    ),
}


def of_closing(closed_at: datetime | None) -> str:
    """Say that an article takes no comments, and since when, if that is known."""
    if closed_at is None:
        return str(CLOSED)
    return _(
        "Comments on this article closed on %(moment)s, so yours was not sent. Your text is below, "
        "so that you can copy it.",
        moment=moment(closed_at),
    )


def of_challenge(refused: Refused) -> str:
    """Say why the challenge that came with the form is of no use."""
    return str(_OF_CHALLENGE[type(refused)])


def of_pace(pause: Refusal) -> str:
    """Say how long to wait after too much from one network."""
    return _(
        "A lot has come from your network in a short time, so yours was not sent. Nothing you "
        "wrote is lost: wait %(wait)s and press Send again.",
        wait=in_words(pause.wait_seconds),
    )


def of_answer(outcome: Outcome, way: Way) -> str:
    """Say why the answer did not pass."""
    if outcome is Outcome.SPENT:
        return _(
            "That picture had been used already. "
            "Nothing you wrote is lost: answer the new one below and send again."
        )
    if way is Way.QUESTION:
        return _(
            "That is not an answer we know. Nothing you wrote is lost: answer the one below "
            "and send again."
        )
    return _(
        "The characters did not match. "
        "Nothing you wrote is lost: answer the new one below and send again."
    )


def of_pace_without_captcha(pause: Refusal) -> str:
    """Say that too much came without the captcha, and which ways are left."""
    return _(
        "Two comments a day may be sent without the captcha from one network, and they have been. "
        "Nothing you wrote is lost: answer below and send, or send it without in %(wait)s.",
        wait=in_words(pause.wait_seconds),
    )
