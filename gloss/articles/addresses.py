"""The part of a web address that names an article, a tag or a heading."""

import re
from functools import lru_cache
from unicodedata import category, normalize
from urllib.parse import unquote, urlsplit

MAX_CHARACTERS = 120  # in UTF-8 and percent-encoded this stays below every server's limit
HYPHENS = re.compile("-{2,}")
ODD = re.compile(r"[^\w-]")  # no letter and no number; some of these are marks
KEPT_CATEGORY = "M"  # marks: without them a word of many scripts is another word
ARTICLES = "articles"  # the first segment of every article's address
INDEX_FILE = "index.html"  # of a folder, when a folder of files was the site
PARTS = {  # of the page that an article stands in: their ids are no heading's
    *("main", "query", "search", "related-title", "sources-title"),
    *("comments", "comments-title", "add-comment", "add-comment-title"),
}
COMMENT = re.compile(r"comment-\d+")
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


def anchor(heading: str) -> str:
    """Turn a heading into the name by which links find it, which no part of its page has."""
    name = slug(heading) or "section"
    return f"section-{name}" if is_of_page(name) else name


def is_of_page(name: str) -> bool:
    """Tell whether ``name`` is the id of a part of the page around an article, or of a comment."""
    return name in PARTS or COMMENT.fullmatch(name) is not None


def comparable(path: str) -> str:
    """Write the path of a request in the one form in which paths of former days are compared.

    :param path: with no percent-encoding.
    :returns: its segments in lower case and in Unicode's form NFC, joined by slashes; of an article
        its slug. Empty for the home page.
    """
    segments = [
        segment for segment in normalize("NFC", path).lower().split("/") if segment.strip(".")
    ]
    if segments[-1:] == [INDEX_FILE]:
        segments.pop()
    if len(segments) > 1 and segments[0] == ARTICLES:
        segments[1] = slug(segments[1]) or segments[1]
    return "/".join(segments)


def former_path(typed: str) -> str:
    """Read an address that an article had before, as authors write it.

    :param typed: a whole address or a path, percent-encoded or not, or what was the article's slug.
    :returns: as ``comparable`` does.
    :raises ValueError: if it is no address at all.
    """
    path = unquote(urlsplit(typed).path)
    is_slug = "/" not in typed and path
    return comparable(f"{ARTICLES}/{path}" if is_slug else path)


def _mark_or_hyphen(odd: re.Match[str]) -> str:
    return odd[0] if category(odd[0])[0] == KEPT_CATEGORY else "-"


def _trimmed(text: str) -> str:
    return HYPHENS.sub("-", text).strip("-")
