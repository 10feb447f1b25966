"""What a reader typed, as words to find, phrases in quotes, and words to leave out.

Nothing that is typed can be wrong: what means nothing here is only text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gloss.articles.search.words import UNSPACED_RUN, Language, folded, run_pattern

LONGEST_QUERY = 200  # characters
MOST_CLAUSES = 16  # more make a search slower, and hardly better
SHORTEST_BEGINNING = 3  # letters: fewer begin too many words
QUOTES = str.maketrans("“”„«»\0", '""""" ')
PART = re.compile(r'(?P<minus>(?<!\S)-(?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<typed>[^\s"]+))')


class Clause(NamedTuple):
    """Words that stand side by side: one word, usually."""

    start: int  # where it stands in the query
    end: int
    terms: tuple[str, ...]
    beginning: str  # what the last word of the query may only begin with; else empty
    is_excluded: bool
    elsewhere: tuple[tuple[str, ...], ...] = ()  # its terms in texts of other languages

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """What stands for it in a text of any language."""
        return (self.terms, *self.elsewhere)


@dataclass(frozen=True)
class Query:
    """What to find."""

    typed: str  # at most ``LONGEST_QUERY`` characters, on one line
    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> tuple[Clause, ...]:
        """What must be there; if it is empty, nothing is found."""
        return tuple(clause for clause in self.clauses if not clause.is_excluded)

    def expression(self, columns: str = "", *, is_any: bool = False) -> str:
        """Write the query as FTS5 reads it; it holds nothing but quoted terms of ours.

        :param columns: a filter of FTS5 for what is wanted; what is excluded is so everywhere.
        :param is_any: one of the words is enough.
        """
        wanted = (" OR " if is_any else " AND ").join(map(clause_expression, self.wanted))
        excluded = [clause_expression(clause) for clause in self.clauses if clause.is_excluded]
        return " NOT ".join([f"{columns}({wanted})", *excluded])


def read(typed: str, language: Language, others: Sequence[Language] = ()) -> Query:
    """Read what was typed; what is too long is cut.

    :param others: in which there are texts beside the site's language.
    """
    typed = " ".join(typed[: 2 * LONGEST_QUERY].split())[:LONGEST_QUERY].strip()
    clauses = list(_clauses(typed.translate(QUOTES), language, others))[:MOST_CLAUSES]
    return Query(typed, tuple(clauses))


def clause_expression(clause: Clause) -> str:
    """Write one clause as FTS5 reads it."""
    exact = " OR ".join(f'"{" ".join(terms)}"' for terms in clause.forms)
    if not clause.beginning:
        return f"({exact})" if clause.elsewhere else exact
    begun = f'"{" ".join((*clause.terms[:-1], clause.beginning))}"*'
    return f"({exact} OR {begun})"


def _clauses(typed: str, language: Language, others: Sequence[Language]) -> Iterator[Clause]:
    for part in PART.finditer(typed):
        group = "typed" if part["typed"] is not None else "quoted"
        runs = run_pattern().findall(part[group])
        if terms := _terms(runs, language):
            is_last = part.end() == len(typed) and group == "typed" and not part["minus"]
            is_begun = is_last or UNSPACED_RUN.match(runs[-1])
            beginning = _beginning(runs[-1], terms[-1]) if is_begun else ""
            forms = dict.fromkeys(_terms(runs, other) for other in others)
            forms.pop(terms, None)
            yield Clause(*part.span(group), terms, beginning, bool(part["minus"]), tuple(forms))


def _terms(runs: list[str], language: Language) -> tuple[str, ...]:
    """Take the terms of all runs; a text may go on where the query ends."""
    terms = [term for run in runs for term in language.terms(run)]
    if len(terms) > 1 and UNSPACED_RUN.fullmatch(runs[-1]) and len(runs[-1]) > 1:
        terms.pop()  # what stands for the last character at the end of a text
    return tuple(terms)


def _beginning(run: str, term: str) -> str:
    """Return what the last word may begin with, or a character that stands alone."""
    if UNSPACED_RUN.match(run):
        return term if len(term) == 1 else ""
    word = folded(run)
    return word if len(word) >= SHORTEST_BEGINNING and run_pattern().fullmatch(word) else ""
