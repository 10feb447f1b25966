"""What an author says about an article above its text, typed and checked.

A value that could publish what was meant to stay hidden withholds the article; any other value
that cannot be read is left out with a warning.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from gloss.articles import front_matter_values as read
from gloss.articles import strict_yaml
from gloss.articles.problems import Problem, Unreadable

Text = Annotated[str, PlainValidator(read.line)]
ThreadId = Annotated[str, PlainValidator(read.thread_id)]
Address = Annotated[str, PlainValidator(read.address)]
Moment = Annotated[datetime, PlainValidator(read.moment)]
Day = Annotated[date, PlainValidator(read.day)]
Flag = Annotated[bool, PlainValidator(read.flag)]
Openness = Annotated[bool, PlainValidator(read.openness)]
Labels = Annotated[tuple[str, ...], PlainValidator(read.labels)]
Sources = Annotated[tuple[read.Source, ...], PlainValidator(read.sources)]

WITHHOLDING = frozenset({"title", "draft", "published"})
RESEMBLANCE = 0.75  # of 1; finds darft and publishd, and leaves date and type alone
DAY_MEND = "write a day such as 2026-05-01"
MOMENT_MEND = "write a day or a moment such as 2026-05-01 or 2026-05-01 09:00"
FLAG_MEND = "write true or false"
MENDS = {
    "published": MOMENT_MEND,
    "updated": MOMENT_MEND,
    "reviewed": DAY_MEND,
    "review_due": DAY_MEND,
    "draft": FLAG_MEND,
    "medical": FLAG_MEND,
    "comments": "write open or closed",
    "tags": "write a list such as [skin, care]",
    "sources": "write a list of texts, or of pairs of title: … and url: https://…",
    "slug": "write letters, numbers and hyphens",
}
TEXT_MEND = "write one line of text"
MISSING_MENDS = {
    "title": "add a line title: …",
    "published": "add a line published: 2026-05-01 with the day on which it shall appear",
}


class FrontMatter(BaseModel):
    """The keys that Gloss knows. Moments are in the site's time zone."""

    model_config = ConfigDict(frozen=True)

    title: Text
    summary: Text = ""
    author: Text = ""
    published: Moment | None = None  # every article has it, and no page
    updated: Moment | None = None
    tags: Labels = ()
    comments_open: Openness = Field(default=True, alias="comments")
    draft: Flag = False
    id: ThreadId = ""  # of the thread, for ever; empty: the name of the file
    slug: Address = ""  # empty: the name of the file
    reviewer: Text = ""
    reviewed: Day | None = None
    review_due: Day | None = None
    sources: Sources = ()
    medical: Flag = False  # the page then says that it informs and does not advise


KNOWN = [field.alias or name for name, field in FrontMatter.model_fields.items()]


class Parsed(NamedTuple):
    """Front matter, or ``None`` if it withholds its file, and what is wrong with it."""

    front: FrontMatter | None
    problems: tuple[Problem, ...]


class _Finding(NamedTuple):
    key: str
    message: str
    mend: str
    is_error: bool


def parse(text: str, path: str, zone: ZoneInfo, *, is_page: bool) -> Parsed:
    """Read the front matter of the file ``path``; dates without a zone are in ``zone``."""
    try:
        values, lines = strict_yaml.load(text)
    except Unreadable as fault:
        return Parsed(None, (fault.problem(path),))
    front, reasons = _validated(_given(values), zone)
    dating = _undatable(values) if is_page else _missing(values, "published")
    findings = [*_missing(values, "title"), *dating, *_unknown(values), *_unread(reasons)]
    problems = tuple(Problem(path, lines.get(finding.key, 1), *finding[1:]) for finding in findings)
    is_withheld = any(finding.is_error for finding in findings)
    return Parsed(None if is_withheld else front, problems)


def _given(values: Mapping[str, strict_yaml.Value]) -> dict[str, strict_yaml.Value]:
    """Leave out strangers and keys without a value; ``draft:`` alone may mean yes or no."""
    return {
        key: value
        for key, value in values.items()
        if key in KNOWN and (value is not None or key == "draft")
    }


def _validated(
    values: dict[str, strict_yaml.Value], zone: ZoneInfo
) -> tuple[FrontMatter | None, dict[str, str]]:
    """Return what can be read of ``values``, and for each other key the reason."""
    try:
        return FrontMatter.model_validate(values, context={"zone": zone}), {}
    except ValidationError as refused:
        reasons = {str(error["loc"][0]): error["msg"] for error in refused.errors()}
    if reasons.keys() & WITHHOLDING:
        return None, {key: reason for key, reason in reasons.items() if key in values}
    readable = {key: value for key, value in values.items() if key not in reasons}
    return FrontMatter.model_validate(readable, context={"zone": zone}), reasons


def _missing(values: Mapping[str, strict_yaml.Value], key: str) -> Iterator[_Finding]:
    if values.get(key) is None:
        yield _Finding(key, f"{key} is missing", MISSING_MENDS[key], is_error=True)


def _undatable(values: Mapping[str, strict_yaml.Value]) -> Iterator[_Finding]:
    """Withhold a page that waits for a day: pages do not, so it would be shown too early."""
    if "published" in values:
        mend = "remove the line; to hide the page, write draft: true"
        yield _Finding("published", "a page has no day of publication", mend, is_error=True)


def _unknown(values: Mapping[str, strict_yaml.Value]) -> Iterator[_Finding]:
    for key in filter(lambda key: key not in KNOWN, values):
        shown = repr(key[:40])
        if known := get_close_matches(key[:40].lower(), KNOWN, n=1, cutoff=RESEMBLANCE):
            message = f"the key {shown} is not known"
            yield _Finding(key, message, f"did you mean {known[0]}?", is_error=True)
        else:
            message = f"the key {shown} is not known and is ignored"
            yield _Finding(key, message, "remove it", is_error=False)


def _unread(reasons: Mapping[str, str]) -> Iterator[_Finding]:
    for key, reason in reasons.items():
        is_error = key in WITHHOLDING
        outcome = "cannot be read" if is_error else "is left out"
        message = f"{key} {outcome}: {reason.removeprefix('Value error, ')}"
        yield _Finding(key, message, MENDS.get(key, TEXT_MEND), is_error)
