"""The features of a submission: what the model has a weight for.

Words, pairs of words, pieces of 3 to 5 characters, hosts and endings of links, words of the
author's name, and flags. All are hashed into one table, so that its size never grows.
"""

import itertools
from collections.abc import Iterator
from zlib import crc32

from gloss.spam import wording
from gloss.spam.flags import flags
from gloss.spam.signals import Submission

BITS = 18  # of the table: 262,144 weights; enough for some hundred thousand comments
MASK = (1 << BITS) - 1
PIECES = (3, 4, 5)  # characters
WIDE = "utf-32-le"  # four bytes a character, so that a piece is a slice
CHARACTER_BYTES = 4
VERSION = 1  # raise it when the same text gets other features: weights are then learnt anew


def features(submission: Submission) -> list[int]:
    """Return the numbers of a submission's features, each once; never empty."""
    text = wording.excerpt(wording.normal(submission.text))
    found = {place(token) for token in tokens(submission, text)}
    found.update(pieces(text))
    return list(found)


def tokens(submission: Submission, text: str) -> Iterator[str]:
    """Yield those features that can be told to a person, as ``kind:what``.

    :param text: of the submission, as the model reads it.
    """
    words = wording.words(text)
    yield from (f"word:{word}" for word in words)
    yield from (f"pair:{one} {next_one}" for one, next_one in itertools.pairwise(words))
    yield from (f"name:{word}" for word in wording.words(wording.normal(submission.author_name)))
    hosts = wording.hosts(wording.normal(submission.text))
    for host in hosts:
        yield f"host:{host}"
        yield f"ending:{host.rpartition('.')[2]}"
    yield from (f"flag:{flag}" for flag in flags(submission.text, len(hosts)))


def place(token: str) -> int:
    """Return where the weight of ``token`` stands; two may share a place, which does no harm."""
    return crc32(token.encode(errors="replace")) & MASK


def pieces(text: str) -> set[int]:
    """Return the places of all pieces of ``text``, whose ends count as spaces."""
    wide = f" {' '.join(text.split())} ".encode(WIDE, errors="replace")
    return {
        crc32(wide[start : start + size * CHARACTER_BYTES], size) & MASK
        for size in PIECES
        for start in range(0, len(wide) - size * CHARACTER_BYTES + 1, CHARACTER_BYTES)
    }
