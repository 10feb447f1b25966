"""Words of the site that look like one that was mistyped."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any
from unicodedata import category

from gloss.articles.search.entries import LONGEST_SPELLING, SHORTEST_SPELLING
from gloss.articles.search.words import folded

LONG_WORD = 8  # letters: in so many, two mistakes are likely
MOST_COMPARED = 3000  # words with the same beginning, 10 µs each
SURE_BEGINNING = 2  # letters in which two mistakes are not looked for
MOST_OFFERED = 5
BLOCK = 0x80  # code points; the letters of a script stand together

Rows = Callable[..., list[Any]]  # runs a statement with its values

FIND = "SELECT word, documents FROM word WHERE word IN ({})"
FIND_BEGUN = """
    SELECT word, documents FROM word
    WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? LIMIT ?"""


def similar(rows: Rows, mistyped: str) -> list[str]:
    """Return known words that differ from ``mistyped`` by one mistake, or by two if it is long.

    A mistake is a letter too many, missing or wrong, or two neighbours that changed places.

    :returns: the likeliest first, ``MOST_OFFERED`` at most, without case and accents.
    """
    word = folded(mistyped)
    if not (SHORTEST_SPELLING <= len(word) <= LONGEST_SPELLING and word.isalpha()):
        return []
    near = _common_first(_near(rows, word))
    if len(near) < MOST_OFFERED and len(word) >= LONG_WORD:
        near += [found for found in _common_first(_far(rows, word)) if found not in near]
    return near[:MOST_OFFERED]


def distance(one: str, other: str) -> int:
    """Count the mistakes between two words (Damerau and Levenshtein, optimal alignment)."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _near(rows: Rows, word: str) -> list[tuple[str, int]]:
    """Write out what one mistake may have been made of, and see what is known."""
    candidates = set(_one_mistake(word)) - {word}
    return rows(FIND.format(", ".join("?" * len(candidates))), *candidates)


def _far(rows: Rows, word: str) -> Iterator[tuple[str, int]]:
    """Compare with what begins and ends alike in length."""
    beginning, length = word[:SURE_BEGINNING], len(word)
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    for known, documents in rows(
        FIND_BEGUN, beginning, after, length - 2, length + 2, MOST_COMPARED
    ):
        if distance(word, known) == 2:  # noqa: PLR2004 (one mistake is found otherwise)
            yield known, documents


def _one_mistake(word: str) -> Iterator[str]:
    letters = _letters(ord(word[0]) // BLOCK)
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]


@lru_cache
def _letters(block: int) -> tuple[str, ...]:
    """List the small letters of a script that stand in one block."""
    signs = map(chr, range(block * BLOCK, (block + 1) * BLOCK))
    return tuple(s for s in signs if category(s) in {"Ll", "Lo", "Mn"} and folded(s) == s)


def _common_first(found: Iterable[tuple[str, int]]) -> list[str]:
    return [word for word, _ in sorted(found, key=lambda row: (-row[1], row[0]))]
