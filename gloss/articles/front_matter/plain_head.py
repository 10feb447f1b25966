"""Front matter as Pelican has it: ``Key: value`` lines without fences, up to an empty line."""

import re

from gloss.articles.front_matter.strict_yaml import MAX_CHARACTERS, Loaded, Value
from gloss.articles.problems import Unreadable

LINE = re.compile(r" {0,3}([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
CONTINUED = re.compile(r"(?: {4}|\t)[ \t]*(\S.*)")  # of Python-Markdown's own reader
MEND = "write Key: value on each line, and leave a line empty before the text"


def load(text: str) -> Loaded:
    """Read the lines of ``text``; one that is indented goes on with the value before it.

    :raises Unreadable: at the first line that is neither.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the front matter is longer than {MAX_CHARACTERS:,} characters"
        raise Unreadable(1, message, "leave a line empty before the text")
    typed: dict[str, str] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        if key and (more := CONTINUED.fullmatch(line)):
            typed[key] += f" {more[1]}"
            continue
        key, value = _pair(line, number)
        if key in typed:
            raise Unreadable(number, f"the key {key!r} is there twice", "keep one of them")
        typed[key], lines[key] = value, number
    values: dict[str, Value] = {key: value.strip() or None for key, value in typed.items()}
    return Loaded(values, lines)


def _pair(line: str, number: int) -> tuple[str, str]:
    if pair := LINE.fullmatch(line):
        return pair[1], pair[2] or ""
    raise Unreadable(number, "a line above the text is not Key: value", MEND)
