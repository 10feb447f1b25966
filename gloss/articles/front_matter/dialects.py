"""Front matter as Hugo, Jekyll and Pelican write it, under the names that Gloss has for it.

Where several names mean the same, the first of them that has a value counts.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gloss.articles.front_matter.strict_yaml import Loaded, Value
from gloss.articles.front_matter.values import FLAGS
from gloss.articles.problems import Unreadable

SYNONYMS = {
    "published": ("published", "publishdate", "published_at", "pubdate", "date"),
    "updated": ("updated", "lastmod", "modified", "last_modified_at", "updated_at"),
    "expires": ("expires", "expirydate", "unpublishdate"),
    "summary": ("summary", "description", "excerpt"),
    "author": ("author", "authors"),
    "language": ("language", "lang", "locale"),
    "translation_of": ("translation_of", "translationkey", "translation_key"),
    "comments": ("comments", "comment"),
    "aliases": ("aliases", "alias", "redirect_from"),
}
TAGS = ("tags", "tag", "categories", "category")  # all of them count
HIDING = ("status", "hidden", "private", "headless", "unpublished")  # any of them hides
FOREIGN = {name for names in SYNONYMS.values() for name in names} | set(TAGS)
RISKY = ("publishdate", "expirydate", "status", "hidden")  # misspelt, they would publish


class Given(NamedTuple):
    """Values under the names that Gloss has for them, and whence they come."""

    values: Mapping[str, Value]
    names: Mapping[str, str]  # as the author typed them
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """Return the line on which ``key`` was given; 1 if it was not."""
        return self.lines.get(key, 1)

    def name(self, key: str) -> str:
        """Return ``key`` as the author typed it, or our name for it."""
        return self.names.get(key, key)


def translated(loaded: Loaded) -> Given:
    """Give each value the name that Gloss has for it; upper and lower case mean the same.

    :raises Unreadable: if two keys differ by their case alone.
    """
    typed = _typed(loaded)
    values = {key: loaded.values[name] for key, name in typed.items()}
    values = _without_flag_of_jekyll(values)
    chosen = {key: key for key in values if key not in FOREIGN}
    chosen |= {ours: key for ours, names in SYNONYMS.items() if (key := _first(values, names))}
    found = {ours: _value(key, values[key]) for ours, key in chosen.items()}
    if labels := list(_labels(values)):
        chosen["tags"] = next(key for key in TAGS if key in values)
        found["tags"] = labels
    names = {ours: typed.get(key, "published") for ours, key in chosen.items()}
    return Given(found, names, {ours: loaded.lines.get(names[ours], 1) for ours in names})


def _typed(loaded: Loaded) -> dict[str, str]:
    typed: dict[str, str] = {}
    for name in loaded.values:
        if typed.setdefault(name.lower(), name) != name:
            line = loaded.lines.get(name, 1)
            raise Unreadable(line, f"the key {name!r} is there twice", "keep one of them")
    return typed


def _without_flag_of_jekyll(values: Mapping[str, Value]) -> dict[str, Value]:
    """Read ``published: false`` as what hides, and ``published: true`` as nothing."""
    flag = values.get("published")
    if not isinstance(flag, str) or flag.strip().lower() not in FLAGS:
        return dict(values)
    rest = {key: value for key, value in values.items() if key != "published"}
    return rest if FLAGS[flag.strip().lower()] else {**rest, "unpublished": "true"}


def _first(values: Mapping[str, Value], names: tuple[str, ...]) -> str | None:
    given = [name for name in names if name in values]
    if len(given) > 1:
        return next((name for name in given if values[name] is not None), given[0])
    return given[0] if given else None


def _value(key: str, value: Value) -> Value:
    """Split Pelican's ``Authors: Ada, Bo``; an author alone may have a comma in the name."""
    if key == "authors" and isinstance(value, str):
        return list(value.split(";" if ";" in value else ","))
    return value


def _labels(values: Mapping[str, Value]) -> Iterator[Value]:
    for key in TAGS:
        value = values.get(key)
        if isinstance(value, str):
            yield from value.split(",")
        elif isinstance(value, list):
            yield from value
        elif value is not None:
            yield value
