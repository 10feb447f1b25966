"""The part of a web address that names an article, a tag or a heading."""

import re
from unicodedata import category, normalize

MAX_CHARACTERS = 120  # in UTF-8 and percent-encoded this stays below every server's limit
HYPHENS = re.compile("-{2,}")
KEPT_CATEGORIES = "LMN"  # letters, marks and numbers of every script


def slug(name: str) -> str:
    """Turn ``name`` into one safe segment of a path.

    :returns: lower-case letters and numbers of any script, ``_`` and single hyphens, in Unicode's
        form NFC; empty if ``name`` holds no letter and no number. A slug is its own slug.
    """
    lowered = normalize("NFC", normalize("NFC", name).lower())
    safe = "".join(character if _is_kept(character) else "-" for character in lowered)
    return _trimmed(_trimmed(safe)[:MAX_CHARACTERS])


def _is_kept(character: str) -> bool:
    return character == "_" or category(character)[0] in KEPT_CATEGORIES


def _trimmed(text: str) -> str:
    return HYPHENS.sub("-", text).strip("-")
