"""A process that reads files for another, from pipe to pipe.

What goes through the pipes is pickled: both ends are ours, and nobody else can write to them.
"""

import pickle
import sys
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from gloss.articles import documents
from gloss.articles.documents import Document
from gloss.articles.files import SourceFile

Read = Document | OSError


class Order(NamedTuple):
    """Files to read, in lots: each lot is answered when it is read."""

    lots: list[list[SourceFile]]
    zone: ZoneInfo  # of dates that name none


def read(file: SourceFile, zone: ZoneInfo) -> Read:
    """Read ``file``, whatever is in it and whether or not it is there."""
    try:
        return documents.read(file, zone)
    except OSError as fault:
        return fault


def serve(order: Order, answers: BinaryIO) -> None:
    """Read what was ordered, one lot after the other."""
    for lot in order.lots:
        pickle.dump([read(file, order.zone) for file in lot], answers)
        answers.flush()


def main() -> None:
    """Take one order from the standard input, and answer on the standard output."""
    serve(pickle.load(sys.stdin.buffer), sys.stdout.buffer)  # noqa: S301 (our parent's)
