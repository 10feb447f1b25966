"""What the name of a file says: Jekyll and Pelican write the day in front of the title.

Hugo writes the language behind it: ``tides.ru.md``, or ``tides/index.ru.md``.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from babel import localedata

DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)", re.DOTALL)
IN_LANGUAGE = re.compile(r"(?P<original>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")


class FileName(NamedTuple):
    """A name such as ``2024-05-01-my-title.ru``, without its suffix."""

    day: str  # empty if the name has none
    title: str  # with the language in it: each version has an address of its own
    language: str = ""  # empty if the name has none
    original: str = ""  # the title of the version that names no language


@lru_cache  # the same name is asked about several times in a row
def read(name: str) -> FileName:
    """Split ``name``; what is no day of the calendar, or no language, is part of the title."""
    day, title = _dated(name)
    found = IN_LANGUAGE.fullmatch(title)
    if found and localedata.exists(found["language"].split("-")[0]):
        return FileName(day, title, found["language"], found["original"])
    return FileName(day, title)


def _dated(name: str) -> tuple[str, str]:
    if dated := DATED.fullmatch(name):
        try:
            date.fromisoformat(dated[1])
        except ValueError:
            return "", name
        return dated[1], dated[2]
    return "", name
