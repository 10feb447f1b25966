"""Markdown to HTML. The text is the publisher's own, so it may hold HTML and is not cleaned."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from importlib.metadata import version
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from gloss.articles import addresses, reading_time
from gloss.articles.callouts import Callouts
from gloss.articles.illustrations import figures
from gloss.language import OF_THE_CODE, said_in, stored

VERSION = 5  # raise it whenever the same text would give other HTML
LIBRARIES = ("markdown", "pymdown-extensions", "pygments")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIRST_LEVEL = 2  # the title is the page's h1
NOTE_ROLES = {  # by class: how Python-Markdown marks the parts of footnotes
    "footnote": "doc-endnotes",
    "footnote-ref": "doc-noteref",
    "footnote-backref": "doc-backlink",
}
BACK = stored("Jump back to footnote {} in the text")
TABLE = stored("Table")  # what one is called that has no heads
STASHED = re.compile("\x02[^\x03]*\x03")  # how Python-Markdown marks what it puts back later


class Heading(NamedTuple):
    """A place in an article that a link can name."""

    level: int  # 2 to 6
    id: str
    text: str  # plain


@dataclass(frozen=True)
class Rendered:
    """An article as HTML."""

    html: Markup
    headings: tuple[Heading, ...]  # in the order of the text
    words: int


def renderer() -> str:
    """Name what renders now: another name may make other HTML of the same text."""
    return " ".join([str(VERSION), *(f"{name} {version(name)}" for name in LIBRARIES)])


def render(text: str, language: str = OF_THE_CODE) -> Rendered:
    """Turn Markdown in ``language`` into HTML; what we add to it is in that language too.

    Whatever Python-Markdown and its extensions stumble over is raised as they raise it.
    """
    markdown = Markdown(extensions=_extensions(language))
    html = Markup(_reachable(markdown.convert(text)))  # noqa: S704 (the publisher's own)
    headings = tuple(_headings(vars(markdown)["toc_tokens"]))
    return Rendered(html, headings, reading_time.words(html.striptags()))


def plain(text: str) -> Rendered:
    """Show Markdown as it was typed."""
    html = Markup('<pre class="plain" tabindex="0">{}</pre>').format(text)
    return Rendered(html, (), reading_time.words(text))


def _extensions(language: str) -> list[str | Extension]:
    """Name what an article may hold beyond plain Markdown; extensions serve one text only."""
    return [
        "abbr",
        "attr_list",
        "def_list",
        "md_in_html",
        "sane_lists",
        "pymdownx.betterem",
        "pymdownx.blocks.caption",
        "pymdownx.caret",
        "pymdownx.highlight",
        "pymdownx.inlinehilite",
        "pymdownx.mark",
        "pymdownx.superfences",
        "pymdownx.tilde",
        Callouts(language),
        FootnoteExtension(
            BACKLINK_TITLE=said_in(language, BACK),
            USE_DEFINITION_ORDER=False,  # readers count as they read
        ),
        TableExtension(use_align_attribute=True),
        TocExtension(slugify=_anchor),
        _Structure(said_in(language, TABLE)),
    ]


def _anchor(text: str, _separator: str) -> str:
    return addresses.anchor(text)


def _reachable(html: str) -> str:
    """Let the keyboard scroll code that is wider than the screen."""
    return html.replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')


def _headings(tokens: list[dict[str, Any]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(token["level"], token["id"], unescape(token["name"]))
        yield from _headings(token["children"])


class _Structure(Extension):
    """Fits an article into its page."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self._table = table

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        # After inline text (20) is in place, before the contents list (5) is made.
        md.treeprocessors.register(_HeadingLevels(md), "heading_levels", 15)
        md.treeprocessors.register(_ScrollingTables(md, self._table), "scrolling_tables", 10)
        md.treeprocessors.register(_NoteRoles(md), "note_roles", 9)  # after their doubles (15)
        md.treeprocessors.register(figures.Figures(md), "figures", 7)  # after attr_list (8)


class _HeadingLevels(Treeprocessor):
    """Moves all headings by as much as makes the highest an h2."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        levels = [HEADINGS.index(element.tag) + 1 for element in headings]
        for element, level in zip(headings, levels, strict=True):
            moved = level - min(levels) + FIRST_LEVEL
            element.tag = f"h{min(moved, len(HEADINGS))}"


class _ScrollingTables(Treeprocessor):
    """Puts each table in a box that scrolls, that the keyboard reaches and that has a name."""

    def __init__(self, md: Markdown, unnamed: str) -> None:
        super().__init__(md)
        self._unnamed = unnamed

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for position, child in enumerate(parent):
                if child.tag == "table":
                    parent[position] = _scrolling(child, self._unnamed)


class _NoteRoles(Treeprocessor):
    """Lets screen readers say, in their own language, what is a footnote and what leads back.

    Source: Digital Publishing WAI-ARIA Module 1.1.
    """

    def run(self, root: Element) -> None:
        for element in root.iter():
            if role := NOTE_ROLES.get(element.get("class", "")):
                element.set("role", role)


def _scrolling(table: Element, unnamed: str) -> Element:
    for cell in table.iter():
        if align := cell.attrib.pop("align", ""):
            cell.set("class", f"{cell.get('class', '')} align-{align}".strip())
    columns = (" ".join(_text(cell).split()) for cell in table.iter("th"))
    box = Element("div", {"class": "table", "role": "region", "tabindex": "0"})
    box.set("aria-label", ", ".join(filter(None, columns)) or unnamed)
    box.append(table)
    box.tail, table.tail = table.tail, None
    return box


def _text(cell: Element) -> str:
    return STASHED.sub("", "".join(cell.itertext()))
