"""What every other system has: articles and comments, as its reader hands them over."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from gloss.comments.models import State


class Unreadable(Exception):
    """The export cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class OldArticle:
    """An article or page as it was elsewhere."""

    key: str  # names it on its old site, for ever
    address: str  # the path that readers knew
    slug: str  # as the old site had it; may be empty
    title: str
    markdown: str
    published: datetime | None
    is_page: bool = False  # such as “about”: no article
    is_draft: bool = False
    summary: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class OldComment:
    """A comment as it was elsewhere."""

    key: str  # names it on its old site, for ever
    parent_key: str  # of the comment that it answers; empty: none
    article: str  # the key or the address of what it is about
    author_name: str
    email: str
    text: str  # Markdown
    posted_at: datetime
    state: State


Thing: TypeAlias = OldArticle | OldComment


class OldSite(Protocol):
    """An export that is read piece by piece, whatever its length."""

    name: str  # tells it from other sites, the same at each reading
    losses: "Losses"

    def things(self) -> Iterator[Thing]:
        """Yield articles and comments in any order.

        :raises Unreadable: the rest cannot be read.
        """


@dataclass
class Losses:
    """What does not come along, as sentences, and how often each is true."""

    counted: Counter[str] = field(default_factory=Counter)

    def note(self, sentence: str, times: int = 1) -> None:
        """Count one more of a kind."""
        if times:
            self.counted[sentence] += times
