"""The bytes of a file, split into its front matter and its Markdown body."""

import codecs
import re
from enum import Enum, unique
from typing import NamedTuple

from gloss.articles.problems import Unreadable

MAX_BYTES = 1 << 20  # an article of this size takes seconds to render; a novel has half of it
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@unique
class Syntax(Enum):
    """How front matter is written; the value is the line that opens it."""

    YAML = "---"  # Jekyll's, Hugo's and ours
    TOML = "+++"  # Hugo's
    LINES = ""  # Pelican's: Key: value from the first line to the first empty one


CLOSING = {
    Syntax.YAML: re.compile(r"^(---|\.\.\.)[ \t]*$", re.MULTILINE),
    Syntax.TOML: re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
FIRST_OF_LINES = re.compile(r"[A-Za-z][\w-]*[ \t]*:(?:[ \t]|$)")
EMPTY_LINE = re.compile(r"^[ \t]*$", re.MULTILINE)


class SourceText(NamedTuple):
    """A file as text, its lines ended by line feeds."""

    front_matter: str  # after an empty line in place of its ---, so that lines count as in the file
    body: str  # from the end of the line that ends the front matter
    syntax: Syntax = Syntax.YAML

    @property
    def body_line(self) -> int:
        """The line of the file on which ``body`` starts."""
        return self.front_matter.count("\n") + 1


def split(source: bytes) -> SourceText:
    """Split a whole file.

    :raises Unreadable: if it is no text in UTF-8, or does not start with front matter.
    """
    text = _decoded(source)
    opening = text.partition("\n")[0]
    syntax = _syntax(opening)
    if syntax is Syntax.LINES:
        empty = EMPTY_LINE.search(text)
        end = empty.start() if empty else len(text)
        return SourceText(text[:end], text[end:], syntax)
    if closing := CLOSING[syntax].search(text, len(opening)):
        return SourceText(text[len(opening) : closing.start()], text[closing.end() :], syntax)
    mend = f"put a line {syntax.value} after its last line"
    raise Unreadable(1, "the front matter has no end", mend)


def _decoded(source: bytes) -> str:
    if len(source) > MAX_BYTES:
        raise Unreadable(1, "the file is larger than 1 MiB", "split it into several articles")
    if source.startswith(UTF_16_MARKS):
        raise Unreadable(1, "the file is written in UTF-16", "save it as UTF-8")
    lines = source.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if (position := lines.find(b"\0")) >= 0:
        mend = "remove it; if there are many, save the file as UTF-8"
        raise Unreadable(_line(lines, position), "there is a NUL byte", mend)
    try:
        return lines.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the byte 0x{lines[error.start]:02x} is not UTF-8"
        raise Unreadable(_line(lines, error.start), message, "save the file as UTF-8") from None


def _line(lines: bytes, position: int) -> int:
    return lines.count(b"\n", 0, position) + 1


def _syntax(opening: str) -> Syntax:
    for fenced in CLOSING:
        if opening.rstrip() == fenced.value:
            return fenced
    if FIRST_OF_LINES.match(opening):
        return Syntax.LINES
    mend = "start the file with a line ---, then title: … and published: …, then another ---"
    raise Unreadable(1, "the file does not start with front matter", mend)
