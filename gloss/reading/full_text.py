"""An article's HTML as it may stand in somebody else's page: in a feed reader, in a mail."""

import nh3

ALLOWED = nh3.ALLOWED_TAGS - {"span"} | {
    "audio", "details", "figcaption", "figure", "mark", "section", "summary", "video"
}  # fmt: skip
ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {
    "*": {"dir", "id", "lang", "title"},
    "audio": {"controls", "src"},
    "video": {"controls", "height", "poster", "src", "width"},
}


def portable(html: str, address: str) -> str:
    """Make every link whole, and leave out what works only here: scripts, frames, forms, styles.

    :param html: what our renderer made, and whatever HTML the publisher wrote.
    :param address: of the page that it stands in, which relative links start from.
    """
    return nh3.clean(
        html,
        tags=ALLOWED,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_relative=("rewrite_with_base", address),
    )
