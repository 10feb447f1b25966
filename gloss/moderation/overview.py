"""What needs somebody's hand beside the comments, as panels of one page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from gloss.articles.article import Article
from gloss.articles.checks.lint import NO_ALT
from gloss.articles.library import Library
from gloss.articles.models import UnansweredSearch
from gloss.articles.problems import Problem
from gloss.articles.search import unanswered
from gloss.database import db

T = TypeVar("T")

MOST_SHOWN = 20  # of each kind: who has more mends these first


class Panel(NamedTuple, Generic[T]):
    """Some of what is to be done, and how much there is in all."""

    shown: Sequence[T]
    total: int


def broken(library: Library) -> Panel[Problem]:
    """List what keeps files, or the newest versions of files, from being shown."""
    return _panel(problem for problem in library.problems() if problem.is_error)


def without_alt(library: Library) -> Panel[Problem]:
    """List pictures that say nothing to who cannot see them."""
    return _panel(problem for problem in library.problems() if NO_ALT in problem.message)


def overdue(library: Library, now: datetime) -> Panel[Article]:
    """List articles whose review is overdue, the longest first."""
    today = now.date()
    late = [a for a in library.published(now) if a.review_due and a.review_due < today]
    return _panel(sorted(late, key=lambda article: (article.review_due, article.slug)))


def searched_in_vain() -> Panel[UnansweredSearch]:
    """List what readers searched for and did not find, the most frequent first."""
    return _panel(unanswered.listed(db.session()))


def _panel(found: Iterable[T]) -> Panel[T]:
    listed = list(found)
    return Panel(listed[:MOST_SHOWN], len(listed))
