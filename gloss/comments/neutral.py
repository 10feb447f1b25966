"""Text of strangers without the characters that act on the text around them.

What was typed stays stored. Taken out when it is shown: controls of direction, which turn other
words round; characters that nobody sees; and combining marks beyond what any language stacks.
"""

import re
import unicodedata
from functools import lru_cache

MOST_MARKS = 4  # on one letter: Vietnamese takes two, pointed Hebrew and Arabic three or four
KEPT_NAMES = 2_048
STACKING = {"Mn", "Me"}
JOINERS = "\u200c\u200d"  # Persian and Indian words are spelt with them, and emoji made of them
DIRECTION_MARKS = "\u061c\u200e\u200f"  # they turn nothing round, and put full stops in place
_UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{2,8}\U000e007f"  # of England and others: a spelt region
_TAKEN_OUT = re.compile(f"({_FLAG})|[{_UNSEEN}]|(?<=[{JOINERS}])[{JOINERS}]")
_OF_NAMES = re.compile(f"[{DIRECTION_MARKS}]")
_BLANK = "\u2800"  # a space of Braille, which counts as a symbol


def neutral(text: str) -> str:
    """Return ``text`` as it may be shown; text in any language reads the same."""
    if text.isascii():
        return text
    return _with_few_marks(_TAKEN_OUT.sub(lambda found: found[1] or "", text))


@lru_cache(maxsize=KEPT_NAMES)
def name(typed: str) -> str:
    """Return a name as it may be shown: on one line, and with nothing unseen in it."""
    return " ".join(_OF_NAMES.sub("", neutral(typed)).replace(_BLANK, " ").split())


def is_readable(text: str) -> bool:
    """Tell whether ``text`` shows anything."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in neutral(text).replace(_BLANK, ""))


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        category = unicodedata.category(character)
        if category in STACKING:
            marks += 1
        elif category != "Cf":  # which is not seen, so that marks go on stacking
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
