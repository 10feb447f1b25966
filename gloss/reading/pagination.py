"""Long lists of articles, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from gloss.articles.article import Article

PAGE_SIZE = 20
ARCHIVE_PAGE_SIZE = 100  # a title takes one line
LISTED_FOR_MODELS = 200  # articles that llms.txt names, the newest: so much is read at once


@dataclass(frozen=True)
class Page:
    """Some articles of a longer list; pages count from 1."""

    articles: Sequence[Article]
    number: int
    count: int

    @property
    def newer(self) -> int | None:
        """The number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after this one."""
        return self.number + 1 if self.number < self.count else None


def paged(articles: Sequence[Article], number: int, size: int = PAGE_SIZE) -> Page | None:
    """Return page ``number`` of ``articles``, or nothing where there is no such page.

    An empty list has one page, and it is empty.
    """
    count = max(1, -(-len(articles) // size))
    first = (number - 1) * size
    if not 1 <= number <= count:
        return None
    return Page(articles[first : first + size], number, count)
