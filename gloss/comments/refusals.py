"""Why an answer did not pass, in sentences that say what to do now."""

from gloss.captcha.challenge import Expired, Foreign, Missing, Refused
from gloss.captcha.spending import Outcome
from gloss.captcha.ways import Way
from gloss.language import gettext as _
from gloss.visitors.limits import Refusal, in_words

NOTHING_LOST = "Nothing you wrote is lost: answer the new one below and send again."
CLOSED = "Comments on this article have been closed. Your text is below, so that you can copy it."
EXPIRED = (
    "This article is no longer online, so it takes no comments. Your text is below, so that you "
    "can copy it."
)
GONE = "There is no such article any more. Your text is below, so that you can copy it."
NOT_STORED = (
    "We cannot store comments right now, so yours was not sent. Nothing you wrote is lost: "
    "wait a minute and press Send again."
)

_OF_CHALLENGE: dict[type[Refused], str] = {
    Missing: f"That picture was used already, or your browser keeps no cookies. {NOTHING_LOST}",
    Foreign: f"The answer belongs to another page's picture. {NOTHING_LOST}",
    Expired: f"The picture was more than two hours old. {NOTHING_LOST}",
}


def of_challenge(refused: Refused) -> str:
    """Say why the challenge that came with the form is of no use."""
    return _OF_CHALLENGE[type(refused)]


def of_pace(pause: Refusal) -> str:
    """Say how long to wait after too much from one network."""
    return (
        "A lot has come from your network in a short time, so yours was not sent. Nothing you "
        f"wrote is lost: wait {in_words(pause.wait_seconds)} and press Send again."
    )


def of_answer(outcome: Outcome, way: Way) -> str:
    """Say why the answer did not pass."""
    if outcome is Outcome.SPENT:
        return f"That picture had been used already. {NOTHING_LOST}"
    if way is Way.QUESTION:
        return _(
            "That is not an answer we know. Nothing you wrote is lost: answer the new question "
            "below and send again."
        )
    return f"The characters did not match. {NOTHING_LOST}"


def of_pace_without_captcha(pause: Refusal) -> str:
    """Say that too much came without the captcha, and which ways are left."""
    return _(
        "Two comments a day may be sent without the captcha from one network, and they have been. "
        "Nothing you wrote is lost: answer below and send, or send it without in %(wait)s.",
        wait=in_words(pause.wait_seconds),
    )
