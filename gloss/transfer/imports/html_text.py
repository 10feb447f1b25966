"""HTML → Markdown, with a note of what Markdown cannot say."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from gloss.transfer.imports.old_site import Losses

UNSEEN = ("script", "style", "noscript", "template")
LOST = ("iframe", "video", "audio", "object", "embed", "form", "canvas", "svg")
BLOCK = re.compile(
    r"\s*</?(address|article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|h[1-6]|"
    r"header|hr|iframe|main|nav|ol|p|pre|section|table|ul|video)\b",
    re.IGNORECASE,
)
PRE = re.compile(r"(<pre\b.*?</pre>)", re.IGNORECASE | re.DOTALL)
EMPTY_LINE = re.compile(r"\n\s*\n")
DEEPEST = 200  # elements in one another; more is no text, and would exhaust the stack


def markdown(html: str, losses: Losses) -> str:
    """Say in Markdown what ``html`` says; what it cannot say is counted in ``losses``."""
    soup = BeautifulSoup(html, "html.parser")
    for unseen in soup(UNSEEN):
        unseen.decompose()
    for lost in soup(LOST):
        losses.note(f"<{lost.name}> is left out: put what it showed into the file by hand.")
        lost.decompose()
    if _is_too_deep(soup):
        losses.note("A text of elements hundreds deep keeps its words, without their form.")
        return soup.get_text("\n").strip()
    converted: str = _Converter(heading_style="ATX", bullets="-").convert_soup(soup)
    return converted.strip() + "\n"


def markdown_of_wordpress(text: str, losses: Losses) -> str:
    """Say in Markdown what a text says that WordPress would have made HTML of."""
    unix = text.replace("\r\n", "\n")
    if "<" not in unix and "&" not in unix:  # as most comments are; a parser takes a millisecond
        escaped = str(_Converter().escape(unix, set()))  # type: ignore[attr-defined] # no types
        return escaped.strip().replace("\n", "  \n").replace("  \n  \n", "\n\n") + "\n"
    return markdown(with_paragraphs(unix), losses)


def plain(html: str) -> str:
    """Return the words of ``html``."""
    return BeautifulSoup(html, "html.parser").get_text() if "<" in html or "&" in html else html


def with_paragraphs(text: str) -> str:
    """Mark the paragraphs of a text in which WordPress left them to empty lines."""
    parts = PRE.split(text)
    return "".join(part if PRE.fullmatch(part) else _paragraphs(part) for part in parts)


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in EMPTY_LINE.split(text))
    return "\n\n".join(_paragraph(block) for block in blocks if block)


def _paragraph(block: str) -> str:
    return block if BLOCK.match(block) else f"<p>{block}</p>".replace("\n", "<br>\n")


def _is_too_deep(soup: BeautifulSoup) -> bool:
    return any(len(list(element.parents)) > DEEPEST for element in _innermost(soup))


def _innermost(soup: BeautifulSoup) -> list[Tag]:
    return [element for element in soup.find_all(True) if element.find(True) is None]


class _Converter(MarkdownConverter):
    """As the library does, with captions and languages of code as our articles have them."""

    def convert_figure(self, figure: Tag, text: str, **_options: Any) -> str:
        picture, caption = figure.find("img"), figure.find("figcaption")
        if not isinstance(picture, Tag) or not isinstance(caption, Tag):
            return f"\n\n{text.strip()}\n\n"
        said = " ".join(caption.get_text(" ").split()).replace('"', "”")
        return f'\n\n![{picture.get("alt", "")}]({picture.get("src", "")} "{said}")\n\n'
