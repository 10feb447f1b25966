"""How each kind of value is read from what an author typed.

Every public function raises ``ValueError`` with the reason in plain words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import TypeVar
from unicodedata import category

from gloss.articles import addresses
from gloss.comment_policy import LONGEST_DAYS, Policy

T = TypeVar("T")

MAX_CHARACTERS = 1000
MAX_ID_CHARACTERS = 200  # as many as the database keeps
FLAGS = {"true": True, "false": False}
POLICIES = {policy.value: policy.value for policy in Policy}
COMMENTS = {"open": True, "closed": False, **FLAGS}
# Pelican's, and those that WordPress writes for Jekyll; whether each of them hides.
STATUSES = {"published": False, "publish": False}
STATUSES |= {"draft": True, "hidden": True, "private": True, "pending": True}


LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
REGION_LETTERS, SCRIPT_LETTERS = 2, 4  # of the parts of a code that come after its first


@dataclass(frozen=True)
class Source:
    """Something that the article rests on."""

    title: str
    url: str  # empty if it is not on the web


def line(value: object) -> str:
    """Read one line of text; line breaks in it become spaces."""
    text = " ".join(plain_text(value).split())
    if not text:
        raise ValueError("it is empty")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS} characters")
    if not text.isprintable() and any(category(c) in ("Cc", "Cs") for c in text):
        raise ValueError("it holds a control character")
    return text


def thread_id(value: object) -> str:
    """Read the permanent id of a thread."""
    text = line(value)
    if len(text) > MAX_ID_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_ID_CHARACTERS} characters")
    return text


def address(value: object) -> str:
    """Read the name that the article shall have in its web address."""
    if not (slug := addresses.slug(line(value))):
        raise ValueError("it holds no letter and no number")
    return slug


def language(value: object) -> str:
    """Read the code of a language; spell it as RFC 5646 does: ``ru``, ``pt-BR``, ``zh-Hant``."""
    text = line(value).replace("_", "-")
    if not LANGUAGE.fullmatch(text):
        raise ValueError(f"{shown(text)} is no code of a language")
    first, *rest = text.lower().split("-")
    return "-".join((first, *map(_spelt_subtag, rest)))


def flag(value: object) -> bool:
    """Read true or false and nothing that merely looks like them."""
    return _chosen(value, FLAGS)


def openness(value: object) -> bool:
    """Read whether visitors may comment."""
    return _chosen(value, COMMENTS)


def policy(value: object) -> str:
    """Read which comments wait for a moderator."""
    return _chosen(value, POLICIES)


def days(value: object) -> int:
    """Read a number of days; 0 is never."""
    text = plain_text(value).strip()
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{shown(text)} is no number of days")
    if len(text) > len(str(LONGEST_DAYS)) or int(text) > LONGEST_DAYS:
        raise ValueError(f"it is more than {LONGEST_DAYS} days")
    return int(text)


def status(value: object) -> bool:
    """Read whether Pelican would hide the article."""
    return _chosen(value, STATUSES)


def labels(value: object) -> tuple[str, ...]:
    """Read a list, or text with commas; each label once, as it was spelt first."""
    typed = value.split(",") if isinstance(value, str) else _listed(value)
    by_slug: dict[str, str] = {}
    for label in filter(_is_given, typed):
        by_slug.setdefault(address(label), line(label))
    return tuple(by_slug.values())


def names(value: object) -> tuple[str, ...]:
    """Read who wrote it: a text, a list, or pairs such as ``name: Ada``; each person once."""
    typed = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_name(person) for person in typed if _is_given(person)))


def series(value: object) -> str:
    """Read the name of a series: a text, or a list of which the first counts."""
    if isinstance(value, list):
        value = next(filter(_is_given, value), None)
    name = line(value)
    address(name)
    return name


def former_paths(value: object) -> tuple[str, ...]:
    """Read addresses that the article had before, as paths without their first slash."""
    typed = value.split(",") if isinstance(value, str) else _listed(value)
    paths = (_former_path(line(path)) for path in typed if _is_given(path))
    return tuple(dict.fromkeys(paths))


def sources(value: object) -> tuple[Source, ...]:
    """Read a list of texts, addresses, or pairs of a title and an address."""
    typed = [value] if isinstance(value, str) else _listed(value)
    return tuple(_source(item) for item in typed)


def plain_text(value: object) -> str:
    """Take ``value`` if it is text."""
    if not isinstance(value, str):
        raise ValueError("it is empty" if value is None else "it is not one line of text")
    return value


def shown(text: str) -> str:
    """Quote the beginning of ``text`` for a message."""
    return repr(shorten(text, 40, placeholder="…"))


def _spelt_subtag(subtag: str) -> str:
    if len(subtag) == REGION_LETTERS:
        return subtag.upper()
    return subtag.capitalize() if len(subtag) == SCRIPT_LETTERS else subtag


def _chosen(value: object, choices: Mapping[str, T]) -> T:
    text = plain_text(value).strip().lower()
    if text not in choices:
        raise ValueError(f"{shown(text)} is none of {', '.join(choices)}")
    return choices[text]


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("it is not a list")
    return value


def _is_given(label: object) -> bool:
    return label is not None and not (isinstance(label, str) and not label.strip())


def _name(person: object) -> str:
    return line(person.get("name") if isinstance(person, dict) else person)


def _former_path(typed: str) -> str:
    path = addresses.former_path(typed)
    if not path:
        raise ValueError(f"{shown(typed)} is no path of its own")
    return path


def _source(item: object) -> Source:
    if not isinstance(item, dict):
        text = line(item)
        return Source(text, text if _is_web_address(text) else "")
    if not item or item.keys() - {"title", "url"}:
        raise ValueError("an entry has other keys than title and url")
    if "url" not in item:
        return Source(line(item["title"]), "")
    url = line(item["url"])
    if not _is_web_address(url):
        raise ValueError(f"{shown(url)} is no address on the web")
    return Source(line(item.get("title", url)), url)


def _is_web_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text
