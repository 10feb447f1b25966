"""The text of a new article, and of one that gets other front matter."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from gloss.articles import source_text
from gloss.articles.front_matter import dialects, parsing
from gloss.articles.front_matter.dialects import Given
from gloss.articles.front_matter.strict_yaml import NOTHING
from gloss.articles.source_text import SourceText, Syntax

Values: TypeAlias = Mapping[str, str | Sequence[str]]

PLAIN = re.compile(r"\w(?:[\w ,.()–-]*[\w.)])?")  # needs no quotes in any YAML
ASSIGNED = {Syntax.YAML: ": ", Syntax.TOML: " = ", Syntax.LINES: ": "}
LINE_END = re.compile(rb"\r\n|\r|\n")
NEW = """\
---
title: {title}
summary:
author:
published: {published:%Y-%m-%d %H:%M}
tags: []
draft: true
---

"""


def new(title: str, now: datetime) -> str:
    """Write the file of a new article, which stays hidden until ``draft: true`` is removed."""
    return NEW.format(title=_in_yaml(title), published=now)


def edited(source: bytes, values: Values) -> bytes:
    """Give keys of the front matter of ``source`` other values; all other bytes stay as they are.

    Comments inside the old value of a key are lost.

    :raises Unreadable: if the front matter cannot be read.
    """
    text = source_text.split(source)
    loaded = parsing.LOADERS[text.syntax](text.front_matter)
    given = dialects.translated(loaded)
    lines = source.splitlines(keepends=True)
    line_end = (LINE_END.findall(source) or [b"\n"])[0]
    starts = sorted({*loaded.lines.values(), text.body_line, len(lines) + 1})
    spans = {key: _span(key, given, text, starts) for key in values}
    for key in sorted(values, key=lambda key: spans[key], reverse=True):  # others keep their lines
        first, end = spans[key]
        written = _line(given.name(key), values[key], text.syntax).encode() + line_end
        lines[first - 1 : _without_comments(lines, first, end) - 1] = [written]
    return b"".join(lines)


def has_key(source: bytes, key: str) -> bool:
    """Tell whether the front matter of ``source`` has ``key``, under any name for it.

    :raises Unreadable: if it cannot be read.
    """
    text = source_text.split(source)
    return key in dialects.translated(parsing.LOADERS[text.syntax](text.front_matter)).names


def _span(key: str, given: Given, text: SourceText, starts: list[int]) -> tuple[int, int]:
    """Return the lines of ``key``, the second one excluded: none, where it is to be put."""
    if key in given.names:
        first = given.line(key)
        return first, next(start for start in starts if start > first)
    place = 2 if text.syntax is Syntax.TOML else text.body_line  # before any table of TOML
    return place, place


def _without_comments(lines: list[bytes], first: int, end: int) -> int:
    """Leave to the next key what is written above it."""
    while end - first > 1 and lines[end - 2].strip()[:1] in (b"", b"#"):
        end -= 1
    return end


def _line(key: str, value: str | Sequence[str], syntax: Syntax) -> str:
    if syntax is Syntax.LINES:
        written = value if isinstance(value, str) else ", ".join(value)
    elif syntax is Syntax.TOML or not isinstance(value, str):
        written = json.dumps(value, ensure_ascii=False)
    else:
        written = _in_yaml(value)
    return f"{key}{ASSIGNED[syntax]}{written}"


def _in_yaml(text: str) -> str:
    is_plain = PLAIN.fullmatch(text) and text not in NOTHING
    return text if is_plain else json.dumps(text, ensure_ascii=False)
