"""Rules that moderators write: what they look at, and what they ask for."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, unique
from functools import lru_cache

import re2

from gloss.language import gettext, stored
from gloss.spam import wording
from gloss.spam.signals import Submission

LONGEST_VALUE = 300  # characters
PATTERN_MEMORY = 1 << 20  # bytes of a compiled pattern
MOST_STEPS = 2_000  # of a pattern: RE2 takes at most so many for each character, some 40 ms a text
KEPT_MATCHERS = 512
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")

Matcher = Callable[[Submission], bool]


@unique
class Kind(Enum):
    """What a rule looks at."""

    WORD = stored("word")
    LINK = stored("link")
    NAME = stored("name")
    NETWORK = stored("network")
    PATTERN = stored("pattern")


@unique
class Action(Enum):
    """What becomes of a comment; where several rules match, the first of these counts."""

    ALLOW = "allow"
    SPAM = "spam"
    HOLD = "hold"


class Invalid(Exception):
    """A value that no comment can be compared with; the message says why and what to do."""


@dataclass(frozen=True)
class Rule:
    """One rule in force."""

    id: int
    kind: Kind
    value: str
    action: Action


def verdict(rules: Iterable[Rule], submission: Submission) -> Rule | None:
    """Return the rule that decides about ``submission``: an exception before a refusal."""
    matching = [rule for rule in rules if matcher(rule.kind, rule.value)(submission)]
    order = list(Action)
    return min(matching, key=lambda rule: (order.index(rule.action), rule.id), default=None)


@lru_cache(KEPT_MATCHERS)
def matcher(kind: Kind, value: str) -> Matcher:
    """Return what tells whether a submission is meant.

    :raises Invalid: when nothing can be compared with ``value``.
    """
    if len(value) > LONGEST_VALUE:
        raise Invalid(
            gettext("This is longer than %(most)s characters. Shorten it.", most=LONGEST_VALUE)
        )
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise Invalid(gettext("This holds control characters. Write it anew."))
    return MATCHERS[kind](value)


def _word(value: str) -> Matcher:
    sought = _sought(value)
    return lambda submission: _holds(submission.text, sought)


def _name(value: str) -> Matcher:
    sought = _sought(value)
    return lambda submission: _holds(submission.author_name, sought)


def _link(value: str) -> Matcher:
    typed = wording.normal(value).strip()
    named = wording.hosts(typed if "//" in typed else f"http://{typed}")
    host = max(named, key=len, default="")
    if "." not in host:
        raise Invalid(gettext("This names no website. Write its host, such as deals.example."))

    def matches(submission: Submission) -> bool:
        hosts = wording.hosts(wording.normal(f"{submission.text} {submission.author_name}"))
        return any(found == host or found.endswith(f".{host}") for found in hosts)

    return matches


def _network(value: str) -> Matcher:
    if not value.strip():
        raise Invalid(gettext("This names no network. Copy it from the page of a comment."))
    return lambda submission: submission.network == value.strip()


def _pattern(value: str) -> Matcher:
    if not value.strip():
        raise Invalid(gettext("An empty pattern matches everything. Write one."))
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = PATTERN_MEMORY, False, False
    try:
        pattern = re2.compile(value, options)
    except re2.error as fault:
        raise Invalid(_refusal(fault)) from None
    if pattern.programsize > MOST_STEPS:
        raise Invalid(gettext("This pattern takes too many steps. Repeat less, or write several."))

    def matches(submission: Submission) -> bool:
        text = submission.text
        return any(pattern.search(_plain(form)) for form in (text, wording.normal(text)))

    return matches


def _refusal(fault: Exception) -> str:
    reason = fault.args[0] if fault.args else ""
    said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return gettext(
        "This pattern cannot be read (%(reason)s). Look-ahead, look-behind and back references are "
        "not known, so that no pattern can take long.",
        reason=said,
    )


def _sought(value: str) -> str:
    sought = " ".join(wording.words(wording.normal(value)))
    if not sought:
        raise Invalid(gettext("This holds no letter and no number. Write a word, or a pattern."))
    return sought


def _holds(text: str, sought: str) -> bool:
    """Tell whether whole words are found; in scripts that do not space them, characters."""
    words = " ".join(wording.words(wording.normal(text)))
    if unicodedata.name(sought[0], "").startswith(UNSPACED):
        return sought in words
    return f" {sought} " in f" {words} "


def _plain(text: str) -> str:
    """Return ``text`` without halves of characters, which RE2 could not take."""
    return text.encode(errors="replace").decode()


MATCHERS: dict[Kind, Callable[[str], Matcher]] = {
    Kind.WORD: _word,
    Kind.LINK: _link,
    Kind.NAME: _name,
    Kind.NETWORK: _network,
    Kind.PATTERN: _pattern,
}
