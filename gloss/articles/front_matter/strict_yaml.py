"""YAML without its surprises: every value stays the text that was typed.

The values are built from libyaml's events. Its own composer follows nesting on the C stack:
20 KB of ``[`` end the process (PyYAML 6.0.3), and no ``except`` can stop that.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from yaml import (
    AliasEvent,
    CSafeLoader,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    MarkedYAMLError,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml.reader import ReaderError

from gloss.articles.problems import Unreadable

MAX_CHARACTERS = 65_536  # far more than metadata needs, little enough to parse at once
MAX_DEPTH = 8
GENERAL_MEND = "write key: value on each line, close what is opened, and put odd text in quotes"
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})  # YAML 1.2, section 10.3.2

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"


class Loaded(NamedTuple):
    """A mapping, and the line of each of its keys, counted from 1."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]


def load(text: str) -> Loaded:
    """Read the one mapping in ``text``.

    :raises Unreadable: at the first thing that is not a plain mapping of YAML, with its line.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the front matter is longer than {MAX_CHARACTERS:,} characters"
        raise Unreadable(1, message, "check that a line --- ends it")
    try:
        return _Reader(text).document()
    except ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes here
        raise Unreadable(line, "there is a control character", "remove it") from None
    except MarkedYAMLError as error:
        raise _misspelt(error, text) from None
    except YAMLError as error:
        raise Unreadable(1, f"the front matter is not YAML: {error}", GENERAL_MEND) from None


class _Reader:
    """Builds values from events, one event at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: Callable[[], Any] = CSafeLoader(text).get_event
        self._lines: dict[str, int] = {}

    def document(self) -> Loaded:
        self._next()  # the stream starts
        if isinstance(self._next(), StreamEndEvent):
            return Loaded({}, {})
        start = self._next()
        if not isinstance(start, MappingStartEvent):
            message = "the front matter is not made of lines such as title: …"
            raise self._refused(start, message, "write one key: value on each line")
        values = self._mapping(depth=1)
        self._next()  # the document ends
        if not isinstance(extra := self._next(), StreamEndEvent):
            raise self._refused(extra, "the front matter holds a second document", "join them")
        return Loaded(values, self._lines)

    def _mapping(self, depth: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self._refused(event, "a key is not plain text", "write key: value")
            key = str(event.value)
            if key in values:
                raise self._refused(event, f"the key {key!r} is there twice", "keep one of them")
            if depth == 1:
                self._lines[key] = self._line(event)
            values[key] = self._value(self._next(), depth)
        return values

    def _value(self, event: Event, depth: int) -> Value:
        if isinstance(event, AliasEvent):
            raise self._refused(event, "aliases such as *name are not read", "repeat the value")
        if isinstance(event, ScalarEvent):
            is_plain = event.implicit[0]
            return None if is_plain and event.value in NOTHING else str(event.value)
        if depth == MAX_DEPTH:
            raise self._refused(event, "values are nested too deeply", "write a plain list")
        if isinstance(event, MappingStartEvent):
            return self._mapping(depth + 1)
        return self._sequence(depth + 1)

    def _sequence(self, depth: int) -> list[Value]:
        values = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            values.append(self._value(event, depth))
        return values

    def _line(self, event: Event) -> int:
        return _line(self._text, event.start_mark.index if event.start_mark else 0)

    def _refused(self, event: Event, message: str, mend: str) -> Unreadable:
        return Unreadable(self._line(event), message, mend)


def _misspelt(error: MarkedYAMLError, text: str) -> Unreadable:
    """Say where libyaml stumbled; what was never closed is shown where it was opened."""
    is_unclosed = "quoted" in (error.context or "") or "flow" in (error.context or "")
    mark = error.context_mark if is_unclosed else error.problem_mark
    index = mark.index if mark else 0
    reason = " ".join(filter(None, (error.context, error.problem)))
    return Unreadable(
        _line(text, index), f"the front matter is not YAML: {reason}", _mend(text, index)
    )


def _line(text: str, index: int) -> int:
    """Count lines as editors do: YAML also counts U+0085, U+2028 and U+2029."""
    return text.count("\n", 0, index) + 1


def _mend(text: str, index: int) -> str:
    """Write the line at ``index`` anew with its value in quotes, if that can be the mend."""
    line = text.split("\n")[_line(text, index) - 1]
    if not (spelt := re.fullmatch(r"([\w-]+):\s+([^\s\"'\[{].*?)\s*", line)):
        return GENERAL_MEND
    key, value = spelt.groups()
    quoted = value.replace("'", "''")
    return f"put the value in quotes: {key}: '{quoted}'"
