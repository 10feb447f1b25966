"""What the name of a file says: Jekyll and Pelican write the day in front of the title."""

import re
from datetime import date
from typing import NamedTuple

DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)", re.DOTALL)


class FileName(NamedTuple):
    """A name such as ``2024-05-01-my-title``, without its suffix."""

    day: str  # empty if the name has none
    title: str


def read(name: str) -> FileName:
    """Split ``name``; what is no day of the calendar is part of the title."""
    if dated := DATED.fullmatch(name):
        try:
            date.fromisoformat(dated[1])
        except ValueError:
            return FileName("", name)
        return FileName(dated[1], dated[2])
    return FileName("", name)
