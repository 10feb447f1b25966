"""What speaks against a comment, in plain words. A signal raises suspicion; it refuses nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gloss.language import stored, stored_count

HASTY_SECONDS = 4  # a person needs longer to read the picture; one with auto-fill may not
UNHURRIED = float("inf")  # nobody measured
MANY_LINKS = 2
SHOUTING_SHARE = 0.7
SHOUTING_LETTERS = 20  # below that, capitals are an abbreviation

HIDDEN_FIELD = stored("filled the hidden field")
LINKS = stored_count("holds %(number)s link", "holds %(number)s links")
SECONDS = stored_count(
    "sent %(number)s second after the form was opened",
    "sent %(number)s seconds after the form was opened",
)

LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Submission:
    """A comment as a stranger sent it."""

    author_name: str
    text: str
    honeypot: str = ""
    seconds_taken: float = UNHURRIED  # from the challenge's issue to its answer
    network: str = ""  # keyed hash of where it comes from


def reasons(submission: Submission) -> list[str]:
    """Name what makes ``submission`` suspicious, the strongest first; empty if nothing does."""
    return list(_signals(submission))


def _signals(sent: Submission) -> Iterator[str]:
    links = len(LINK.findall(sent.text))
    if sent.honeypot:
        yield HIDDEN_FIELD
    if LINK.search(sent.author_name):
        yield stored("the name holds a link")
    if links > MANY_LINKS:
        yield LINKS % {"number": links}
    if sent.seconds_taken < HASTY_SECONDS:
        yield SECONDS % {"number": f"{sent.seconds_taken:.0f}"}
    if INVISIBLE.search(sent.text + sent.author_name):
        yield stored("holds invisible characters")
    if _shouts(sent.text):
        yield stored("mostly capitals")


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isupper() or c.islower()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) >= SHOUTING_LETTERS and capitals / len(letters) > SHOUTING_SHARE
