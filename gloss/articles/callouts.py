"""Callouts (``!!! note``), which are titled in the article's language unless they name a title."""

import re

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension, AdmonitionProcessor

from gloss.language import said_in, stored

TITLES = {
    "attention": stored("Attention"),
    "caution": stored("Caution"),
    "danger": stored("Danger"),
    "error": stored("Error"),
    "example": stored("Example"),
    "hint": stored("Hint"),
    "important": stored("Important"),
    "info": stored("Info"),
    "note": stored("Note"),
    "tip": stored("Tip"),
    "warning": stored("Warning"),
}


class Callouts(AdmonitionExtension):
    """Reads callouts of a text in ``language``."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Take the place of the library's own reader."""
        super().extendMarkdown(md)
        reader = _Reader(md.parser)
        reader.language = self._language
        md.parser.blockprocessors.register(reader, "admonition", 105)  # the library's place


class _Reader(AdmonitionProcessor):
    language = ""

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind, title = super().get_class_and_title(match)
        if match.group(2) is None:
            title = said_in(self.language, TITLES.get(kind.split()[0], title or ""))
        return kind, title
