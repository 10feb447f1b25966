"""Anchors of headings that were reworded: where they lead now, so that old links still land."""

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import product
from threading import Event
from typing import NamedTuple, TypeAlias

from markupsafe import Markup, escape

from gloss.articles import addresses
from gloss.articles.article import Article
from gloss.articles.rendering import Heading

Former: TypeAlias = tuple[tuple[str, str], ...]  # each anchor that was, and the one it leads to

MOST_HEADINGS = 500  # of an article, that are remembered
MOST_FORMER = 100  # anchors of an article; the oldest make room
MOST_COMPARED = 40  # headings that are new, with as many that are gone
COMPARED_CHARACTERS = 120  # of each
ALIKE = 0.6  # of 1: “What it costs” and “What a course costs”
MOST_WAITING = 500  # articles, between two looks of whoever writes them down

IDS = re.compile(r"""\bid\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
HEADING = re.compile(r'<h[1-6]\b[^>]*?\bid="([^"]*)"[^>]*>')


class Seen(NamedTuple):
    """The headings that an article was shown with."""

    article_id: str
    headings: tuple[Heading, ...]


class Anchors:
    """What this process knows of former anchors, and the headings that it showed since."""

    def __init__(self, changed: Event) -> None:
        """Begin with nothing known.

        :param changed: is set whenever any page may have other targets.
        """
        self._changed = changed
        self._former: Mapping[str, Former] = {}
        self._shown: deque[Seen] = deque(maxlen=MOST_WAITING)

    def of(self, article_id: str) -> Former:
        """Return the former anchors of an article, oldest first."""
        return self._former.get(article_id, ())

    def note(self, article: Article, headings: tuple[Heading, ...]) -> None:
        """Note with which headings an article is shown; nobody links to those of a draft."""
        if not article.draft:
            self._shown.append(Seen(article.article_id, headings[:MOST_HEADINGS]))

    def take(self) -> Mapping[str, Seen]:
        """Return what was noted since the last call: of each article its newest headings."""
        taken = {}
        while self._shown:
            seen = self._shown.popleft()
            taken[seen.article_id] = seen
        return taken

    def remember(self, former: Mapping[str, Former]) -> None:
        """Take in the former anchors of some articles."""
        new = {owner: them for owner, them in former.items() if them != self.of(owner)}
        if new:
            self._former = {**self._former, **new}
            self._changed.set()


def followed(before: Sequence[Heading], after: Sequence[Heading], former: Former) -> Former:
    """Return where former anchors lead once the headings ``before`` became those ``after``."""
    live = {heading.id for heading in after}
    moved = _moved(before, after)
    leads_to = {old: moved.get(target, target) for old, target in former} | moved
    kept = ((old, new) for old, new in leads_to.items() if old not in live and new in live)
    return tuple(kept)[-MOST_FORMER:]


def placed(html: Markup, former: Former) -> Markup:
    """Put an empty target for each former anchor into the heading that it leads to.

    An id that is on the page already, or that the page's own parts have, gets no second target.
    """
    taken = {unescape(found) for found in IDS.findall(html)} if former else set()
    targets: dict[str, str] = {}
    for old, new in former:
        if old not in taken and not addresses.is_of_page(old):
            targets[new] = f'{targets.get(new, "")}<span class="former" id="{escape(old)}"></span>'
    if not targets:
        return html
    found = HEADING.sub(lambda tag: tag[0] + targets.pop(unescape(tag[1]), ""), str(html))
    return Markup(found)  # noqa: S704 (the renderer's, and what was escaped)


def _moved(before: Sequence[Heading], after: Sequence[Heading]) -> dict[str, str]:
    """Return where each anchor that is gone leads: else to the section before it."""
    live = {heading.id for heading in after}
    pairs = _pairs(before, after)
    moved, last = {}, ""
    for heading in before:
        if heading.id in live:
            last = heading.id
        elif target := pairs.get(heading.id, last):
            moved[heading.id] = last = target
    return moved


def _pairs(before: Sequence[Heading], after: Sequence[Heading]) -> dict[str, str]:
    """Find which new heading took the place of which that is gone: the likeliest pairs first."""
    gone, new = _missing(before, after), _missing(after, before)
    neighbours = _in_one_place(before, after)
    rated = [
        (_likeness(old, other, is_in_place=(old.id, other.id) in neighbours), old.id, other.id)
        for old, other in product(gone, new)
    ]
    pairs: dict[str, str] = {}
    for likeness, old, other in sorted(rated, key=lambda pair: -pair[0]):
        if likeness and old not in pairs and other not in pairs.values():
            pairs[old] = other
    return pairs


def _missing(these: Iterable[Heading], in_those: Iterable[Heading]) -> list[Heading]:
    known = {heading.id for heading in in_those}
    return [heading for heading in these if heading.id not in known][:MOST_COMPARED]


def _in_one_place(before: Sequence[Heading], after: Sequence[Heading]) -> set[tuple[str, str]]:
    """Pair headings that stand between the same two that stayed, in the same order."""
    old, new = [heading.id for heading in before], [heading.id for heading in after]
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {
        pair
        for kind, first, end, new_first, new_end in changes
        if kind == "replace"
        for pair in zip(old[first:end], new[new_first:new_end], strict=False)
    }


def _likeness(old: Heading, new: Heading, *, is_in_place: bool) -> float:
    """Rate a pair: by their words and, in one place, by their level; 0 if they have neither."""
    was, now = (heading.text[:COMPARED_CHARACTERS].casefold() for heading in (old, new))
    alike = SequenceMatcher(None, was, now, autojunk=False).ratio()
    is_same_level = old.level == new.level
    if alike < ALIKE and not (is_in_place and is_same_level):
        return 0
    return alike + float(is_in_place) + is_same_level / 2
