"""Texts that are nearly the same: found by MinHash, confirmed by what they really share.

Source: Broder, On the resemblance and containment of documents, 1997. Sixteen bands of four hashes
find 92 of 100 pairs that share six tenths, and nearly all that share more.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from hashlib import blake2b
from random import Random
from struct import pack
from zlib import crc32

from gloss.spam import wording

SHINGLE_CHARACTERS = 4
FEWEST_CHARACTERS = 16  # below, people say the same by chance
BANDS, ROWS = 16, 4
KEPT_TEXTS = 256  # with up to 2,000 shingles each: those of a campaign are asked for again
LEAST_SHARED = 0.6  # of all shingles of both texts
PRIME = (1 << 61) - 1
KEY_BYTES = 8  # of a BIGINT
_random = Random(1)  # noqa: S311 (no secret: the same numbers in every process, for good)
PERMUTATIONS = [
    (_random.randrange(1, PRIME), _random.randrange(PRIME)) for _ in range(BANDS * ROWS)
]


@lru_cache(KEPT_TEXTS)
def shingles(text: str) -> frozenset[int]:
    """Return hashes of all pieces of ``text`` as the model reads it; none of a short text."""
    read = " ".join(wording.words(wording.excerpt(wording.normal(text))))
    if len(read) < FEWEST_CHARACTERS:
        return frozenset()
    starts = range(len(read) - SHINGLE_CHARACTERS + 1)
    pieces = {read[start : start + SHINGLE_CHARACTERS] for start in starts}
    return frozenset(crc32(piece.encode(errors="replace")) for piece in pieces)


def keys(shingles: AbstractSet[int]) -> list[int]:
    """Return the keys of which near duplicates have at least one in common: one for each band.

    :returns: 16 signed numbers of 64 bits; of no shingles, none.
    """
    if not shingles:
        return []
    least = [min((a * piece + b) % PRIME for piece in shingles) for a, b in PERMUTATIONS]
    return [_key(band, least[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def are_near(one: AbstractSet[int], other: AbstractSet[int]) -> bool:
    """Tell whether two texts share so much that one was made from the other."""
    shared = len(one & other)
    return shared > 0 and shared >= LEAST_SHARED * (len(one) + len(other) - shared)


def _key(band: int, rows: list[int]) -> int:
    digest = blake2b(pack(f"<{ROWS + 1}q", band, *rows), digest_size=KEY_BYTES).digest()
    return int.from_bytes(digest, signed=True)
