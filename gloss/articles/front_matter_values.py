"""How each kind of value is read from what an author typed.

Every public function raises ``ValueError`` with the reason in plain words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from textwrap import shorten
from typing import TypeVar
from unicodedata import category

from pydantic import ValidationInfo

from gloss.articles import addresses

Day = TypeVar("Day", bound=date)

MAX_CHARACTERS = 1000
MAX_ID_CHARACTERS = 200  # as many as the database keeps
YEARS = range(1000, 9999)  # whose first and last moments exist in every time zone
FLAGS = {"true": True, "false": False}
COMMENTS = {"open": True, "closed": False, **FLAGS}


@dataclass(frozen=True)
class Source:
    """Something that the article rests on."""

    title: str
    url: str  # empty if it is not on the web


def line(value: object) -> str:
    """Read one line of text; line breaks in it become spaces."""
    text = " ".join(_text(value).split())
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


def moment(value: object, info: ValidationInfo) -> datetime:
    """Read a moment; a day starts at 00:00, and a time without a zone is the site's."""
    assert info.context is not None  # noqa: S101 (narrows the type)
    zone = info.context["zone"]
    moment = _parsed(value, datetime)
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone)  # moves a time that the clocks skipped


def day(value: object) -> date:
    """Read a day without a time."""
    return _parsed(value, date)


def flag(value: object) -> bool:
    """Read true or false and nothing that merely looks like them."""
    return _chosen(value, FLAGS)


def openness(value: object) -> bool:
    """Read whether visitors may comment."""
    return _chosen(value, COMMENTS)


def labels(value: object) -> tuple[str, ...]:
    """Read a list, or text with commas; each label once, as it was spelt first."""
    typed = value.split(",") if isinstance(value, str) else _listed(value)
    by_slug: dict[str, str] = {}
    for label in filter(_is_given, typed):
        by_slug.setdefault(address(label), line(label))
    return tuple(by_slug.values())


def sources(value: object) -> tuple[Source, ...]:
    """Read a list of texts, addresses, or pairs of a title and an address."""
    typed = [value] if isinstance(value, str) else _listed(value)
    return tuple(_source(item) for item in typed)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it is empty" if value is None else "it is not one line of text")
    return value


def _parsed(value: object, kind: type[Day]) -> Day:
    text = _text(value).strip()
    try:
        parsed = kind.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_shown(text)} is no date") from None
    if parsed.year not in YEARS:
        raise ValueError(f"the year {parsed.year} is too far away")
    return parsed


def _chosen(value: object, choices: Mapping[str, bool]) -> bool:
    text = _text(value).strip().lower()
    if text not in choices:
        raise ValueError(f"{_shown(text)} is none of {', '.join(choices)}")
    return choices[text]


def _shown(text: str) -> str:
    return repr(shorten(text, 40, placeholder="…"))


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("it is not a list")
    return value


def _is_given(label: object) -> bool:
    return label is not None and not (isinstance(label, str) and not label.strip())


def _source(item: object) -> Source:
    if not isinstance(item, dict):
        text = line(item)
        return Source(text, text if _is_web_address(text) else "")
    if item.keys() - {"title", "url"}:
        raise ValueError("an entry has other keys than title and url")
    url = line(item.get("url"))
    if not _is_web_address(url):
        raise ValueError(f"{_shown(url)} is no address on the web")
    return Source(line(item.get("title", url)), url)


def _is_web_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text
