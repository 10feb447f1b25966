"""What is wrong with front matter, said so that its author can mend it."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import NamedTuple

from gloss.articles.front_matter import dialects
from gloss.articles.front_matter.dialects import Given
from gloss.articles.front_matter.fields import KNOWN, WITHHOLDING, FrontMatter
from gloss.articles.front_matter.values import shown

RESEMBLED = (*KNOWN, *dialects.RISKY)
RESEMBLANCE = 0.75  # of 1; finds darft and publishd, and leaves type alone
# They resemble ours and mean something else.
HARMLESS = frozenset({"subtitle", "resources", "authorlink", "reviewed_by"}) | {
    "iscjklanguage", "languages", "translated", "translation", "translations"
}  # fmt: skip
NAMED_AT_ONCE = 5  # unknown keys in one warning
DAY_MEND = "write a day such as 2026-05-01"
MOMENT_MEND = "write a day or a moment such as 2026-05-01 or 2026-05-01 09:00"
FLAG_MEND = "write true or false"
MENDS = {
    "published": MOMENT_MEND,
    "updated": MOMENT_MEND,
    "expires": MOMENT_MEND,
    "reviewed": DAY_MEND,
    "review_due": DAY_MEND,
    "draft": FLAG_MEND,
    "status": "write published, draft or hidden",
    "hidden": FLAG_MEND,
    "private": FLAG_MEND,
    "headless": FLAG_MEND,
    "unpublished": FLAG_MEND,
    "medical": FLAG_MEND,
    "comments": "write open or closed",
    "tags": "write a list such as [skin, care]",
    "author": "write a name, or a list such as [Ada, Bo]",
    "aliases": "write a list of paths such as [/old/address/, old-name]",
    "sources": "write a list of texts, or of pairs of title: … and url: https://…",
    "language": "write a code such as ru or pt-BR",
    "translation_of": "write the slug of the article that it translates",
    "slug": "write letters, numbers and hyphens",
}
TEXT_MEND = "write one line of text"
MISSING_MENDS = {
    "title": "add a line title: …",
    "published": "add a line published: 2026-05-01 with the day on which it shall appear",
}


class Finding(NamedTuple):
    """One thing that is wrong with one key."""

    key: str
    message: str
    mend: str
    is_error: bool  # withholds the file


def of_keys(given: Given, *, is_page: bool) -> Iterable[Finding]:
    """Find what is missing, what is not known, and what a page cannot have."""
    dating = _not_of_pages(given) if is_page else _missing(given, "published")
    return chain(_missing(given, "title"), dating, _resembling(given), _unknown(given))


def of_values(
    front: FrontMatter | None, reasons: Mapping[str, str], given: Given
) -> Iterable[Finding]:
    """Find what could not be read, for which reason, and what was read and makes no sense."""
    return chain(_unread(reasons, given), _never_public(front))


def _missing(given: Given, key: str) -> Iterator[Finding]:
    if given.values.get(key) is None:
        yield Finding(key, f"{key} is missing", MISSING_MENDS[key], is_error=True)


def _not_of_pages(given: Given) -> Iterator[Finding]:
    """Withhold a page that waits for a day: pages do not, so it would be shown too early."""
    for key in filter(given.values.__contains__, ("published", "expires")):
        mend = "remove the line; to hide the page, write draft: true"
        yield Finding(key, f"a page has no moment called {given.name(key)}", mend, is_error=True)
    if "aliases" in given.values:
        mend = "remove the line; only articles have them"
        yield Finding("aliases", "former addresses of a page are not read", mend, is_error=False)


def _resembling(given: Given) -> Iterator[Finding]:
    for key in _strangers(given):
        if known := _similar(key):
            message = f"the key {shown(given.name(key))} is not known"
            yield Finding(key, message, f"did you mean {known[0]}?", is_error=True)


def _unknown(given: Given) -> Iterator[Finding]:
    """Say once what is of no use here, such as what other systems lay pages out with."""
    strangers = [key for key in _strangers(given) if not _similar(key)]
    if len(strangers) == 1:
        message = f"the key {shown(given.name(strangers[0]))} is not known and is ignored"
        yield Finding(strangers[0], message, "remove it", is_error=False)
    elif strangers:
        named = ", ".join(shown(given.name(key)) for key in strangers[:NAMED_AT_ONCE])
        rest = len(strangers) - NAMED_AT_ONCE
        more = f" and {rest} more" if rest > 0 else ""
        message = f"the keys {named}{more} are not known and are ignored"
        yield Finding(strangers[0], message, "leave them, or remove them", is_error=False)


def _strangers(given: Given) -> list[str]:
    return [key for key in given.values if key not in KNOWN]


def _similar(key: str) -> list[str]:
    if key in HARMLESS:
        return []
    return get_close_matches(key[:40], RESEMBLED, n=1, cutoff=RESEMBLANCE)


def _unread(reasons: Mapping[str, str], given: Given) -> Iterator[Finding]:
    for key, reason in reasons.items():
        is_error = key in WITHHOLDING
        outcome = "cannot be read" if is_error else "is left out"
        message = f"{given.name(key)} {outcome}: {reason.removeprefix('Value error, ')}"
        yield Finding(key, message, MENDS.get(key, TEXT_MEND), is_error)


def _never_public(front: FrontMatter | None) -> Iterator[Finding]:
    if front and front.published and front.expires and front.expires <= front.published:
        message = "it expires before it is published, so nobody ever sees it"
        yield Finding(
            "expires", message, "write a later moment, or remove the line", is_error=False
        )
