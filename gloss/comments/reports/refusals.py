"""Why a report was not taken, in sentences that say what to do now."""

from gloss.language import gettext as _
from gloss.language import lazy_gettext
from gloss.visitors.limits import Refusal, in_words

NOTHING_THERE = lazy_gettext("This comment is not public, so nobody has to look at it.")
GONE = lazy_gettext(
    "This comment is not public any more, so nobody has to look at it, and your report was not "
    "sent."
)
NO_ARTICLE = lazy_gettext("There is no such article any more, so your report was not sent.")
NOT_NOW = lazy_gettext(
    "Comments cannot be shown right now, and reports cannot be stored. Please reload this page in "
    "a few minutes."
)
NOT_STORED = lazy_gettext(
    "We cannot store reports right now, so yours was not sent. Nothing you wrote is lost: wait a "
    "minute and press Send again."
)


def of_pace(pause: Refusal) -> str:
    """Say how long to wait after too many reports from one network."""
    return _(
        "Many reports have come from your network, so yours was not sent. Nothing you wrote is "
        "lost: wait %(wait)s and press Send again. Reports about one comment count once.",
        wait=in_words(pause.wait_seconds),
    )
