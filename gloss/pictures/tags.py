"""One tag of HTML, read and written."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from markupsafe import Markup

NAME = re.compile(r"[\w:-]+")  # of an attribute; the rest can only be a slip


class _Tag(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = {name: value or "" for name, value in reversed(attrs) if NAME.fullmatch(name)}


def attributes(tag: str) -> dict[str, str]:
    """Read the attributes of the start tag ``tag``, their names in lower case."""
    parser = _Tag()
    parser.feed(tag)
    return parser.found


def written(name: str, attributes: Mapping[str, object]) -> Markup:
    """Write a start tag; whatever the values hold, they stay values."""
    parts = [Markup(' {}="{}"').format(Markup(key), value) for key, value in attributes.items()]  # noqa: S704
    return Markup("<{}{}>").format(Markup(name), Markup("").join(parts))  # noqa: S704
