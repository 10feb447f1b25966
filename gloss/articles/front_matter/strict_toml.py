"""TOML front matter, as Hugo has it: every value becomes the text that YAML would have held."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, time

from gloss.articles.front_matter.strict_yaml import MAX_CHARACTERS, MAX_DEPTH, Loaded, Value
from gloss.articles.problems import Unreadable

MEND = "write key = value on each line, and put texts in quotes"
KEY_LINE = re.compile(r"""\[{0,2}[ \t]*["']?([\w-]+)""")
# A key of 64 parts and more: tomllib (Python 3.11) takes 40 seconds for one of 30,000.
LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){64}""")
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def load(text: str) -> Loaded:
    """Read the tables in ``text``.

    :raises Unreadable: if it is no TOML, with the line.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the front matter is longer than {MAX_CHARACTERS:,} characters"
        raise Unreadable(1, message, "check that a line +++ ends it")
    if found := LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(line, "a key has too many parts", "write short keys")
    try:
        values = {key: _value(value, depth=1) for key, value in tomllib.loads(text).items()}
    except RecursionError:
        raise Unreadable(1, "values are nested too deeply", "write a plain list") from None
    except ValueError as error:  # also of numbers with thousands of digits
        raise _misspelt(str(error), text) from None
    return Loaded(values, dict(_lines(text)))


def _value(value: object, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise Unreadable(1, "values are nested too deeply", "write a plain list")
    if isinstance(value, dict):
        return {str(key): _value(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, depth + 1) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Find the line of each key; the last one that looks like it is taken first."""
    lines = text.split("\n")
    for number in range(len(lines), 0, -1):
        if found := KEY_LINE.match(lines[number - 1]):
            yield found[1], number


def _misspelt(error: str, text: str) -> Unreadable:
    place = PLACE.search(error)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    reason = PLACE.sub("", error)
    return Unreadable(line, f"the front matter is not TOML: {reason}", MEND)
