"""Days and moments as authors and other systems write them.

Every public function raises ``ValueError`` with the reason in plain words.
"""

import re
from datetime import UTC, date, datetime
from typing import TypeVar

from pydantic import ValidationInfo

from gloss.articles.front_matter.values import plain_text, shown

Day = TypeVar("Day", bound=date)

YEARS = range(1000, 9999)  # whose first and last moments exist in every time zone
LOOSE = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<rest>\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)


def moment(value: object, info: ValidationInfo) -> datetime:
    """Read a moment; a day starts at 00:00, and a time without a zone is the site's.

    A time that the clocks skip is as much later as they are put forward; of one that they repeat,
    the first is meant.
    """
    assert info.context is not None  # noqa: S101 (narrows the type)
    zone = info.context["zone"]
    moment = _parsed(value, datetime)
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone)  # moves a time that the clocks skipped


def day(value: object) -> date:
    """Read a day without a time."""
    return _parsed(value, date)


def _parsed(value: object, kind: type[Day]) -> Day:
    typed = plain_text(value).strip()
    try:
        parsed = kind.fromisoformat(_strict(typed))
    except ValueError:
        raise ValueError(f"{shown(typed)} is no date") from None
    if parsed.year not in YEARS:
        raise ValueError(f"the year {parsed.year} is too far away")
    return parsed


def _strict(typed: str) -> str:
    """Write ``2026/5/1 9:00 +0200``, as Jekyll and Pelican have it, as ISO 8601 does."""
    if not (loose := LOOSE.fullmatch(typed)):
        return typed
    iso = f"{loose['year']}-{loose['month']:0>2}-{loose['day']:0>2}"
    if loose["hour"]:
        zone = {"UTC": "Z", "GMT": "Z"}.get(loose["zone"], loose["zone"] or "")
        iso += f"T{loose['hour']:0>2}:{loose['rest']}{zone}"
    return iso
