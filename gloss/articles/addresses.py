"""The part of a web address that names an article, a tag or a heading."""

import re
from functools import lru_cache
from unicodedata import category, normalize

MAX_CHARACTERS = 120  # in UTF-8 and percent-encoded this stays below every server's limit
HYPHENS = re.compile("-{2,}")
ODD = re.compile(r"[^\w-]")  # no letter and no number; some of these are marks
KEPT_CATEGORY = "M"  # marks: without them a word of many scripts is another word
RECENT = 4096  # names whose slugs are remembered: the articles of a site share their tags


@lru_cache(RECENT)
def slug(name: str) -> str:
    """Turn ``name`` into one safe segment of a path.

    :returns: lower-case letters and numbers of any script, ``_`` and single hyphens, in Unicode's
        form NFC; empty if ``name`` holds no letter and no number. A slug is its own slug.
    """
    lowered = normalize("NFC", normalize("NFC", name).lower())
    safe = ODD.sub(_mark_or_hyphen, lowered)
    return _trimmed(_trimmed(safe)[:MAX_CHARACTERS])


def _mark_or_hyphen(odd: re.Match[str]) -> str:
    return odd[0] if category(odd[0])[0] == KEPT_CATEGORY else "-"


def _trimmed(text: str) -> str:
    return HYPHENS.sub("-", text).strip("-")
