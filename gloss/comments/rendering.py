"""Comment text → safe HTML: a small CommonMark subset, and the sanitiser always last."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from gloss.comments.neutral import neutral

LONGEST_TEXT = 5_000  # characters; the worst text known of that length takes 50 ms of CPU
KEPT_TEXTS = 2_048

_parser = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "linkify": False, "maxNesting": 10}
).disable(["image", "heading", "lheading", "hr", "reference", "html_block", "html_inline"])

_sanitiser = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https"},
    url_relative="deny",  # a comment links to other sites, never into the moderators' pages
    link_rel="nofollow ugc noopener",
)


@lru_cache(maxsize=KEPT_TEXTS)
def body_html(text: str) -> Markup:
    """Render what a visitor typed: paragraphs, emphasis, links, lists, quotes and code.

    :param text: at most ``LONGEST_TEXT`` characters; the rest is not shown.
    :returns: HTML that may stand in any page; nothing may transform it afterwards.
    """
    return sanitised(neutral(_parser.render(text[:LONGEST_TEXT])))


def sanitised(html: str) -> Markup:
    """Keep the few harmless elements of ``html``; a fixed point of itself."""
    return Markup(_sanitiser.clean(html))  # noqa: S704 (this is the sanitiser)
