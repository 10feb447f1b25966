"""How long a text takes to read."""

import re
from math import ceil

# Brysbaert, "How many words do we read per minute?" (2019): 238 in English.
WORDS_PER_MINUTE = 238
# Chinese and Japanese have no spaces; readers take about two characters for a word.
CHARACTERS_PER_WORD = 2
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def words(text: str) -> int:
    """Count the words of ``text``, also where no spaces part them."""
    if text.isascii():  # most text by far, and the pattern below is slow
        return len(text.split())
    spaced, unspaced_characters = UNSPACED.subn(" ", text)
    return len(spaced.split()) + ceil(unspaced_characters / CHARACTERS_PER_WORD)


def minutes(text: str) -> int:
    """Return whole minutes, at least one."""
    return max(1, ceil(words(text) / WORDS_PER_MINUTE))
