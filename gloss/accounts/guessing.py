"""Passwords that somebody else would try first: common ones, and this site's own words."""

import unicodedata

from gloss.language import gettext as _

LONGEST_LOOKED_AT = 72  # characters; by then the estimate is decided, and its time grows with them
FEWEST_GUESSES = 10**8  # "safely unguessable": D. Wheeler, zxcvbn (USENIX Security 2016)
SHORTEST_REST = 8  # characters beside the site's and the account's name
SHORTEST_WORD = 4  # characters; fewer occur in any sentence


def flaw(password: str, own_words: list[str]) -> str | None:
    """Say why ``password`` would be guessed and what to do about it; ``None`` if it would not.

    :param own_words: what a stranger knows: the site's title, the account's name.
    """
    folded = _folded(password)
    if _guesses(folded, own_words) < FEWEST_GUESSES:
        return _(
            "This password is among the first that others would try. "
            "Use four or five words that do not belong together."
        )
    if _rest(folded, own_words) < SHORTEST_REST:
        return _(
            "This password is little more than a name that everybody can see here. "
            "Use four or five words that do not belong together."
        )
    return None


def _guesses(folded: str, own_words: list[str]) -> int:
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists take 20 ms, and few processes need them)

    return int(zxcvbn(folded[:LONGEST_LOOKED_AT], user_inputs=own_words)["guesses"])


def _rest(folded: str, own_words: list[str]) -> int:
    """Count the characters that are left without the words that everybody knows."""
    for word in map(_folded, own_words):
        folded = folded.replace(word, "") if len(word) >= SHORTEST_WORD else folded
    return len(folded)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
