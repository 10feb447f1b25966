"""What the search knows of one article or page: its text by sections, and its words."""

import json
from collections.abc import Iterable
from typing import NamedTuple
from zlib import compress, decompress

from gloss.articles.article import Article, Page
from gloss.articles.search.sectioning import Section
from gloss.articles.search.words import LONGEST_WORD, UNSPACED_RUN, Language, folded, run_pattern

LONGEST_SPELLING, SHORTEST_SPELLING = 24, 3  # letters of words that are offered as corrections
BORDER = "\u00b7"  # a word for FTS5, and for nobody else
FAST = 1  # of zlib's levels


class Entry(NamedTuple):
    """One article or page, as plain text."""

    title: str
    tags: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...]
    language: str = ""  # empty: the site's

    def columns(self, language: Language) -> tuple[str, str, str, str]:
        """Return the terms of title, headings with tags, summary, and text.

        :param language: the site's.
        """
        own = language.of(self.language)
        headings = [*self.tags, *(section.heading for section in self.sections)]
        texts = [section.text for section in self.sections]
        parts = [[self.title], headings, [self.summary], texts]
        title, upper, summary, text = (_terms(part, own) for part in parts)
        return title, upper, summary, text

    def spellings(self) -> set[str]:
        """Return the words, as they are written but for case and accents, that may be offered."""
        texts = [self.title, self.summary, *self.tags]
        texts += [part for section in self.sections for part in section[1:]]
        runs = set(run_pattern().findall("\n".join(texts)))
        words = {folded(run[:LONGEST_WORD]) for run in runs if not UNSPACED_RUN.match(run)}
        return {word for word in words if _may_be_offered(word)}

    def packed(self) -> bytes:
        """Write the entry as few bytes."""
        return compress(json.dumps(self).encode(), FAST)


def of(content: Article | Page, sections: Iterable[Section]) -> Entry:
    """Gather what can be found of ``content``."""
    tags = content.tags if isinstance(content, Article) else ()
    labels = tuple(tag.label for tag in tags)
    return Entry(content.title, labels, content.summary, tuple(sections), content.language)


def unpacked(packed: bytes) -> Entry:
    """Read what ``packed`` wrote."""
    title, tags, summary, sections, language = json.loads(decompress(packed))
    parts = tuple(Section(*section) for section in sections)
    return Entry(title, tuple(tags), summary, parts, language)


def _terms(texts: Iterable[str], language: Language) -> str:
    """Join all terms; no phrase reaches from one text into the next."""
    runs = map(run_pattern().findall, texts)
    found = (" ".join(term for run in those for term in language.terms(run)) for those in runs)
    return f" {BORDER} ".join(found)


def _may_be_offered(word: str) -> bool:
    return SHORTEST_SPELLING <= len(word) <= LONGEST_SPELLING and word.isalpha()
