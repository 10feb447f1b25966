"""An article that was found, as it is shown: its best sections, and the words that were found."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gloss.articles.article import Article, Page
from gloss.articles.search.entries import Entry
from gloss.articles.search.excerpts import EXAMINED, Looked, Piece, excerpt, marked
from gloss.articles.search.sectioning import Section

MOST_SECTIONS = 3
HEADING_WEIGHT = 2  # words of the text

Passage = tuple[Piece, ...]


class SectionHit(NamedTuple):
    """A section that holds what was asked for."""

    anchor: str  # empty: the beginning of the text
    heading: Passage
    excerpt: Passage


class Hit(NamedTuple):
    """An article or a page that was found."""

    content: Article | Page
    title: Passage
    summary: Passage
    sections: tuple[SectionHit, ...]  # the best first


def hit(content: Article | Page, entry: Entry | None, looked: Looked) -> Hit:
    """Show ``content``; ``entry`` is its text, unless only an older version of it is known."""
    sections = _first(entry.sections) if entry else ()
    found = [ranked for section in sections if (ranked := _ranked(section, looked))]
    best = sorted(found, key=lambda ranked: ranked[0], reverse=True)[:MOST_SECTIONS]
    title, summary = (marked(t, looked.find(t)) for t in (content.title, content.summary))
    return Hit(content, title, summary, tuple(section for _, section in best))


def _first(sections: Sequence[Section]) -> Iterator[Section]:
    """Take sections from the beginning, as many as a search has time to look through."""
    rest = EXAMINED
    for section in sections:
        if rest <= 0:
            return
        rest -= len(section.text)
        yield section


def _ranked(section: Section, looked: Looked) -> tuple[tuple[int, int], SectionHit] | None:
    """Rank a section by how many different words it has, then by how often."""
    above, below = looked.find(section.heading), looked.find(section.text)
    if not above and not below:
        return None
    different = len({span.term for span in (*above, *below)})
    rank = different, HEADING_WEIGHT * len(above) + len(below)
    heading, text = marked(section.heading, above), excerpt(section.text, below)
    return rank, SectionHit(section.anchor, heading, text)
