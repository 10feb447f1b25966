"""What https://www.jsonfeed.org/version/1.1/ allows: of each object its keys and their types."""

from collections.abc import Iterator, Mapping
from typing import Any

AUTHOR = {"name": str, "url": str, "avatar": str}
ITEM = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text"), str),
    **dict.fromkeys(("summary", "image", "banner_image", "date_published", "date_modified"), str),
    "authors": [AUTHOR],
    "tags": [str],
    "language": str,
    "attachments": [dict],
}
FEED = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description"), str),
    **dict.fromkeys(("user_comment", "next_url", "icon", "favicon", "language"), str),
    "authors": [AUTHOR],
    "expired": bool,
    "hubs": [dict],
    "items": [ITEM],
}
REQUIRED = {"feed": {"version", "title", "items"}, "items": {"id"}, "authors": set()}


def faults(value: Any, rule: Any = FEED, name: str = "feed") -> Iterator[str]:
    """Find what breaks the rules; a key of somebody's own starts with ``_``."""
    if isinstance(rule, list):
        if not isinstance(value, list):
            yield f"{name} is no list"
            return
        for each in value:
            yield from faults(each, rule[0], name)
    elif isinstance(rule, Mapping):
        yield from (f"{name} has no {key}" for key in REQUIRED[name] - value.keys())
        for key in (key for key in value if not key.startswith("_")):
            if key in rule:
                yield from faults(value[key], rule[key], key)
            else:
                yield f"{name} has a key {key}"
    elif not isinstance(value, rule):
        yield f"{name} is no {rule.__name__}"
