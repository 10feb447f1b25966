"""Passages around the words that were found, in pieces: what is marked and what is not."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gloss.articles.search.queries import Query
from gloss.articles.search.words import UNSPACED_RUN, Language, run_pattern

LONGEST_EXCERPT = 220  # characters
LEAD_IN = 60  # characters before the first word that was found
EXAMINED = 40_000  # characters of a text: looking through more takes longer than a search may
ELLIPSIS = "…"


class Piece(NamedTuple):
    """A part of a text that is shown in one way; plain text, to be escaped."""

    text: str
    is_found: bool


class Span(NamedTuple):
    """A word that was found, where it stands."""

    start: int
    end: int
    term: str


class Looked:
    """What to look for; for one search, as it remembers which words it has met."""

    def __init__(self, terms: Iterable[str], beginnings: Iterable[str], language: Language) -> None:
        self._terms = frozenset(terms)
        self._beginnings = tuple(beginnings)
        self._language = language
        self._is_met: dict[str, bool] = {}

    def find(self, text: str) -> list[Span]:
        """Find all words of ``text`` that were asked for, in order."""
        spans: list[Span] = []
        known = self._is_met
        for run in run_pattern().finditer(text, 0, EXAMINED):
            word = run[0]
            is_met = known.get(word)
            if is_met is None:
                is_met = known[word] = self._is_asked_for(self._language.terms(word))
            if is_met:
                spans += self._spans(run.start(), word, self._language.terms(word))
        return spans

    def _is_asked_for(self, terms: Iterable[str]) -> bool:
        return any(term in self._terms or term.startswith(self._beginnings) for term in terms)

    def _spans(self, start: int, run: str, terms: tuple[str, ...]) -> Iterator[Span]:
        """Narrow a match to characters, where a script has no spaces and its signs stay single."""
        if not UNSPACED_RUN.match(run) or len(terms) != len(run):
            yield Span(start, start + len(run), min(terms))
            return
        for place, term in enumerate(terms):
            if self._is_asked_for([term]):
                is_one = term[0] in self._beginnings and term not in self._terms
                yield Span(start + place, start + place + (1 if is_one else len(term)), term)


def looked(query: Query, language: Language) -> Looked:
    """Gather what ``query`` wants to be found in texts of one language."""
    terms = (term for clause in query.wanted for form in clause.forms for term in form)
    beginnings = (clause.beginning for clause in query.wanted if clause.beginning)
    return Looked(terms, beginnings, language)


def marked(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut the whole of ``text`` into pieces."""
    return tuple(_pieces(text, 0, len(text), spans))


def excerpt(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut the passage of ``text`` that holds the most of what was found; else its beginning."""
    start = _start(text, _best(spans).start) if spans else 0
    end = _end(text, start)
    pieces = list(_pieces(text, start, end, spans))
    before = [Piece(f"{ELLIPSIS} ", is_found=False)] if start else []
    after = [Piece(f" {ELLIPSIS}", is_found=False)] if end < len(text) else []
    return (*before, *pieces, *after)


def _best(spans: Sequence[Span]) -> Span:
    """Return the word with which the passage with the most different words begins."""
    best, most, last = spans[0], 0, 0
    for first, span in enumerate(spans):
        while last < len(spans) and spans[last].end - span.start <= LONGEST_EXCERPT - LEAD_IN:
            last += 1
        different = len({found.term for found in spans[first:last][:32]})
        if different > most:
            best, most = span, different
    return best


def _start(text: str, found_at: int) -> int:
    """Begin a little before, after a space if there is one."""
    if found_at <= LEAD_IN:
        return 0
    return text.find(" ", found_at - LEAD_IN, found_at) + 1 or found_at - LEAD_IN


def _end(text: str, start: int) -> int:
    end = start + LONGEST_EXCERPT
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - LEAD_IN, end)
    return end if space < 0 else space


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Piece]:
    place = start
    for found in _joined(spans):
        first, last = max(found[0], place), min(found[1], end)
        if first >= last:
            continue
        if first > place:
            yield Piece(text[place:first], is_found=False)
        yield Piece(text[first:last], is_found=True)
        place = last
    if place < end:
        yield Piece(text[place:end], is_found=False)


def _joined(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Join what touches, as the pairs of a script without spaces do."""
    first = last = 0
    for span in spans:
        if span.start > last:
            yield first, last
            first = span.start
        last = max(last, span.end)
    yield first, last
