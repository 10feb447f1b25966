"""What is sound and could be better: found in the Markdown, line by line.

Everything here takes time in proportion to the length of the text.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gloss.articles.article import Article, Page

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
RAW = re.compile(r" {0,3}<(?:pre\b|script\b|style\b|!--)", re.IGNORECASE)
RAW_END = re.compile(r"</(?:pre|script|style)>|-->", re.IGNORECASE)
HEADING = re.compile(r"(#{1,6})[ \t]*[^#\s]")
UNDERLINE = re.compile(r"(=+|-+)[ ]*")
LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|1\.)[ \t]+\S")
# What is no paragraph, or may hold lists of its own: lists, quotes, tables, HTML, notes, blocks.
NO_PARAGRAPH = re.compile(r"[ \t]|[-*+>|<#:]|\d+[.)]|!!!|///|\[[^\]]*\]:|\*\[|\[TOC\]|`{3}|~{3}")

PICTURE_WITHOUT_ALT = re.compile(r"!\[\s*\]\(<?([^()<>\s]+)[^()]*\)(?!\{)")
CODE = re.compile(r"(`+)[^`]*\1")
NO_ALT = "has no alt text"
NO_ALT_MEND = "say what it shows: ![…](photo.jpg); mere ornament: ![](photo.jpg){role=presentation}"


class Flaw(NamedTuple):
    """One thing that could be better."""

    line: int  # of the file
    message: str
    mend: str


def of_head(content: Article | Page, today: date) -> Iterator[Flaw]:
    """Find what the front matter should say."""
    if not content.summary:
        mend = "add a line summary: … of one or two sentences"
        yield Flaw(1, "there is no summary", mend)
    if isinstance(content, Article) and content.review_due and content.review_due < today:
        mend = "review the article, then write new days for reviewed: and review_due:"
        yield Flaw(1, f"its review was due on {content.review_due}", mend)


def of_text(body: str, first_line: int) -> Iterator[Flaw]:
    """Find skipped levels of headings, and lists that will not show.

    :param first_line: of ``body`` in its file.
    """
    lines = prose(body)
    yield from (flaw._replace(line=flaw.line + first_line) for flaw in _skipped_levels(lines))
    for index in hidden_lists(lines):
        mend = "leave a line empty before the list; flask articles check --fix does it"
        yield Flaw(index + first_line, "this list is shown as part of the paragraph above it", mend)


def pictures_without_alt(body: str, first_line: int) -> Iterator[Flaw]:
    """Find pictures that say nothing to who cannot see them, where no rendering is needed for it.

    :param first_line: of ``body`` in its file.
    """
    lines = prose(body) if "![" in body else []
    for index, line in enumerate(lines):
        if "![" in line and not line.startswith(("    ", "\t")):
            for address in PICTURE_WITHOUT_ALT.findall(CODE.sub("", line)):
                yield Flaw(index + first_line, f"the picture {address} {NO_ALT}", NO_ALT_MEND)


def prose(body: str) -> list[str]:
    """Split ``body`` into lines; those of code, between fences or in HTML, are emptied."""
    lines = body.split("\n")
    fence = ""  # of the code under way; in HTML, what starts it
    for index, line in enumerate(lines):
        if fence:
            lines[index] = ""
            fence = "" if _ends_code(line, fence) else fence
        elif found := FENCE.match(line):
            lines[index], fence = "```", found[1]
        elif (raw := RAW.match(line)) and not RAW_END.search(line, raw.end()):
            fence = raw[0]
    return lines


def _ends_code(line: str, fence: str) -> bool:
    if "<" in fence:
        return bool(RAW_END.search(line))
    bare = line.strip(" \t")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def hidden_lists(lines: list[str]) -> list[int]:
    """Find the lines that start a list right after a line of a plain paragraph.

    :param lines: as ``prose`` gives them.
    :returns: counted from 0.
    """
    found = []
    is_plain, above = False, ""  # the paragraph under way, and its last line
    for index, line in enumerate(lines):
        if not above:
            is_plain = _is_plain(line)
        elif is_plain and LIST_ITEM.match(line) and _is_plain(above):
            found.append(index)
        above = "" if _ends_block(line) else line
    return found


def _is_plain(line: str) -> bool:
    return not NO_PARAGRAPH.match(line) and "|" not in line


def _ends_block(line: str) -> bool:
    return not line.strip() or line[0] == "#" or bool(UNDERLINE.fullmatch(line))


def _skipped_levels(lines: list[str]) -> Iterator[Flaw]:
    headings = list(_headings(lines))
    allowed = min((level for _, level in headings), default=1)
    for index, level in headings:
        if level > allowed:
            message = f"this heading is of level {level}, and none of level {allowed} is above it"
            yield Flaw(index, message, f"write {'#' * allowed} in front of it")
        allowed = level + 1


def _headings(lines: list[str]) -> Iterator[tuple[int, int]]:
    for index, line in enumerate(lines):
        if line.startswith("#") and (found := HEADING.match(line)):
            yield index, len(found[1])
        elif line[:1] in ("=", "-") and UNDERLINE.fullmatch(line) and _is_alone(lines, index - 1):
            yield index - 1, 1 if line[0] == "=" else 2


def _is_alone(lines: list[str], index: int) -> bool:
    """Tell a line of text that has an empty one above it."""
    if index < 0 or NO_PARAGRAPH.match(lines[index]) or not lines[index].strip():
        return False
    return index == 0 or not lines[index - 1].strip()
