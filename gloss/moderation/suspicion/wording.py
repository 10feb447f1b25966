"""Why Gloss decided something by itself: kept in English, and said in the language of who reads."""

import re

from gloss.language import gettext, stored
from gloss.language import said as said_word

RULE = stored("Rule %(rule)s: %(kind)s “%(value)s”")
SCORE = stored("Score %(score)s, threshold %(threshold)s")
TRUSTED = stored("Policy %(policy)s: mailbox %(mailbox)s")
NOTHING_NOTICED = stored("Policy %(policy)s: score %(score)s, nothing else noticed")

PLACE = re.compile(r"%\\\((\w+)\\\)s")  # of a value, once the message is escaped


def said(why: str) -> str:
    """Say a reason as one of the messages above; what none of them fits stays as it is."""
    for message, pattern in _PATTERNS:
        if found := pattern.fullmatch(why):
            values = found.groupdict()
            if "kind" in values:
                values["kind"] = said_word(values["kind"])
            return gettext(message, **values)
    return why


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(PLACE.sub(r"(?P<\1>.*?)", re.escape(message)), re.DOTALL)


_PATTERNS = [(m, _pattern(m)) for m in (RULE, SCORE, TRUSTED, NOTHING_NOTICED)]
