"""The place of a comment in its thread, as bytes that sort in the order of reading.

A place is the ids of the comments that it stands under, the outermost first, and then its own, four
bytes each: so a comment comes before the answers to it, and those before what was said later.
What answers a comment of the innermost level, or an answer to it, stands under that one in the
order of time. So a place is short, however long a chain of answers is.
"""

from collections.abc import Sequence

LEVELS = 4  # a comment, and three levels of answers that are indented
ID_BYTES = 4  # ids are INTEGERs: at most 2³¹ - 1
LONGEST = ID_BYTES * (LEVELS + 1)
BEYOND = b"\xff"  # sorts after every place


def under(parent: bytes | None, comment_id: int) -> bytes:
    """Return the place of a comment that answers the one at ``parent``, or none."""
    above = (parent or b"")[: ID_BYTES * LEVELS]
    return above + comment_id.to_bytes(ID_BYTES, "big")


def above(place: bytes) -> Sequence[int]:
    """Return the ids of the comments that one stands under, the outermost first."""
    starts = range(0, len(place) - ID_BYTES, ID_BYTES)
    return [int.from_bytes(place[start : start + ID_BYTES], "big") for start in starts]


def root(place: bytes) -> int:
    """Return the id of the comment that opened the conversation."""
    return int.from_bytes(place[:ID_BYTES], "big")


def shown_under(place: bytes) -> bytes:
    """Return the place of the comment that one is indented under; empty at the outermost level."""
    return place[: min(len(place) - ID_BYTES, ID_BYTES * (LEVELS - 1))]


def is_flattened(place: bytes) -> bool:
    """Tell whether a comment answers one that stands at its own level."""
    return len(place) == LONGEST


def end(place: bytes) -> bytes:
    """Return what sorts after all that stands under ``place``."""
    last = int.from_bytes(place[-ID_BYTES:], "big") + 1
    return place[:-ID_BYTES] + last.to_bytes(ID_BYTES, "big")
