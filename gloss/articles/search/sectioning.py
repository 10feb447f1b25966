"""The sections of an article as plain text, under the very anchors that its page has.

Rendering takes some 15 ms. Most articles need none: their headings stand where no reading of
Markdown can doubt them. Whatever is odd is rendered, so that a guess never becomes a link.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from markdown.extensions.toc import unique
from markupsafe import Markup

from gloss.articles import addresses, rendering
from gloss.articles.rendering import FIRST_LEVEL, HEADINGS, Heading, Rendered

VERSION = 2  # raise it whenever the same text would give other sections
DEEPEST = 3  # of the levels that begin a section: h2 and h3

FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*[\w+#.-]*[ \t]*")
HASHES = re.compile(r"(#{1,6})([^#].*?)?#*[ \t]*")
UNDERLINE = re.compile(r"=+ *|-+ *")
SIMPLE = re.compile(r"(?:[^\W_]|[ ,.:;?!'\"()/%+$@№–—…’‘“”„«»-])+")  # no Markdown in a heading
PERHAPS_HEADING = re.compile(r"(?:\s*\[\^[^\]]*\]:)?[\W\d]*#|[\s>]*[=-]+\s*$")
ODD = re.compile(
    r"<(?!https?:|mailto:)[A-Za-z!?/]"  # HTML may hold anything
    r"|^[^{]*\{.*(?:#|\bid\b)"  # an id of the author's own
    r"|^\s*(?:\*\[|///)"  # abbreviations; blocks of extensions
    r"|^[\s>]*(?:```|~~~)"  # a fence that is indented, quoted, or has options
    r"|[\x02\x03\\]\s*$"
)
IN_RENDERED = re.compile(r"<(h[1-6])\b[^<>]{0,300}?\bid=\"([^\"<>]{0,300})\"[^<>]{0,300}>")
SOFT_HYPHEN = "\u00ad"  # parts a word for the eye alone

# No text takes long: what these repeat is bounded, or cannot begin anew inside itself.
LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")
MARKUP = (
    (LINK, r"\1"),
    (LINK, r"\1"),  # around a picture
    (re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]\n]{0,300}\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]\n]{0,300}\]:?"), " "),  # footnotes
    (re.compile(r"^ {0,3}\[[^\[\]\n]{1,300}\]:.*$", re.MULTILINE), " "),
    (re.compile(r"\{[^{}\n]{0,300}\}"), " "),
    (re.compile(r"^[ \t]*!!!([ \t]+[\w-]{1,40}){1,3}", re.MULTILINE), ""),  # the kind of a callout
    (re.compile(r"^[ \t]*(?:[>*+-]|\d+[.)]|:)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[\s|:=-]+$|^(?:`{3,}|~{3,}).*$", re.MULTILINE), " "),  # lines of tables, fences
    (re.compile(r"[*`|]+|~~|==|\^\^|(?<!\w)_+|_+(?!\w)"), ""),
)


class Section(NamedTuple):
    """A part of an article that a link can name."""

    anchor: str  # empty before the first heading
    heading: str
    text: str  # plain; white space collapsed


class _Line(NamedTuple):
    """A heading as it was found in the source."""

    first: int  # number of its first line
    after: int  # number of the line that follows it
    level: int
    text: str  # Markdown


class _OddError(Exception):
    """Only the renderer can tell."""


def sections(body: str, rendered: Callable[[], Rendered]) -> tuple[Section, ...]:
    """Part ``body``, which is Markdown, at the headings that its page shows as h2 and h3.

    :param rendered: makes the page's HTML of the same text; asked only if it must be.
    """
    try:
        lines = body.split("\n")
        found = list(_headings(lines))
        return tuple(_parted(lines, found, _anchored(found)))
    except _OddError:
        return tuple(_of_rendered(rendered()))


def _headings(lines: Sequence[str]) -> Iterator[_Line]:
    """Find the headings.

    :raises _OddError: if there is anything that could be read in another way.
    """
    fence = ""
    for number, line in enumerate(lines):
        if fence:
            fence = "" if line.rstrip(" \t") == fence else fence
        elif opening := FENCE.fullmatch(line):
            fence = opening[1]
        elif ODD.search(line):
            raise _OddError
        elif PERHAPS_HEADING.match(line) and (found := _heading(lines, number)):
            yield found
    if fence:
        raise _OddError


def _heading(lines: Sequence[str], number: int) -> _Line | None:
    """Read the heading that ends on a line; nothing if the line is a rule of its own."""
    line, before = lines[number], lines[number - 1] if number else ""
    if hashes := HASHES.fullmatch(line):
        if not before.strip(" \t") or HASHES.fullmatch(before):
            return _Line(number, number + 1, len(hashes[1]), (hashes[2] or "").strip())
    elif not before.strip(" \t") and "#" not in line:
        return None
    elif UNDERLINE.fullmatch(line) and _may_be_title(lines, number - 1):
        return _Line(number - 1, number + 1, 1 if line[0] == "=" else 2, before.strip())
    raise _OddError


def _may_be_title(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line stands alone and begins as a title does."""
    is_first = number == 0 or not lines[number - 1].strip(" \t")
    return is_first and lines[number][:1].isalpha()


def _anchored(found: Sequence[_Line]) -> Sequence[Heading]:
    if all(SIMPLE.fullmatch(line.text) for line in found):
        return list(_simply_anchored(found))
    if any(set("[|\\") & set(line.text) for line in found):  # may refer to the rest of the text
        raise _OddError
    skeleton = "\n\n".join(f"{'#' * line.level} {line.text}" for line in found)
    try:
        headings = rendering.render(skeleton).headings
    except Exception as fault:  # extensions written by others may raise anything for odd text
        raise _OddError from fault
    if len(headings) != len(found):
        raise _OddError
    return headings


def _simply_anchored(found: Iterable[_Line]) -> Iterator[Heading]:
    """Name headings as Python-Markdown does, whose own function numbers those that are repeated."""
    found = list(found)
    highest = min((line.level for line in found), default=1)
    used: set[str] = set()
    for line in found:
        level = min(line.level - highest + FIRST_LEVEL, len(HEADINGS))
        anchor = unique(addresses.anchor(line.text), used)
        yield Heading(level, anchor, " ".join(line.text.split()))


def _parted(
    lines: Sequence[str], found: Sequence[_Line], headings: Sequence[Heading]
) -> Iterator[Section]:
    """Cut the lines at the headings of the upper levels; the others are text."""
    cuts = [pair for pair in zip(found, headings, strict=True) if pair[1].level <= DEEPEST]
    ends = [line.first for line, _ in cuts] + [len(lines)]
    yield from _section("", "", _plain("\n".join(lines[: ends[0]])))
    for (line, heading), end in zip(cuts, ends[1:], strict=True):
        text = _plain("\n".join(lines[line.after : end]))
        yield from _section(heading.id, heading.text, text)


def _section(anchor: str, heading: str, text: str) -> Iterator[Section]:
    if anchor or text:
        yield Section(anchor, heading, text)


def _plain(markdown: str) -> str:
    """Take what is markup and no text out of ``markdown``, as far as that is easy."""
    for pattern, replacement in MARKUP:
        markdown = pattern.sub(replacement, markdown)
    return _joined(unescape(markdown.replace("#", " ").replace("\\", "")))


def _joined(text: str) -> str:
    return " ".join(text.replace(SOFT_HYPHEN, "").split())


def _of_rendered(rendered: Rendered) -> Iterator[Section]:
    """Cut HTML at the headings that are known, each id once: authors may repeat their own."""
    expected = {heading.id: heading for heading in rendered.headings if heading.level <= DEEPEST}
    heading, start, html = None, 0, str(rendered.html)
    for tag in IN_RENDERED.finditer(html):
        if following := expected.pop(unescape(tag[2]), None):
            yield from _rendered_section(heading, html[start : tag.start()])
            heading, start = following, max(tag.end(), html.find(f"</{tag[1]}>", tag.end()))
    yield from _rendered_section(heading, html[start:])


def _rendered_section(heading: Heading | None, html: str) -> Iterator[Section]:
    text = _joined(Markup(html.replace("<", " <")).striptags())  # noqa: S704 (never shown as HTML)
    return _section(heading.id, heading.text, text) if heading else _section("", "", text)
