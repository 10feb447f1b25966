"""What an author says about an article above its text, typed and checked.

A value that could publish what was meant to stay hidden withholds the article; any other value
that cannot be read is left out with a warning.
"""

from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from gloss.articles import file_names
from gloss.articles.files import SourceFile
from gloss.articles.front_matter import dialects, findings, plain_head, strict_toml, strict_yaml
from gloss.articles.front_matter.dialects import Given
from gloss.articles.front_matter.fields import KNOWN, WITHHOLDING, FrontMatter
from gloss.articles.problems import Problem, Unreadable
from gloss.articles.source_text import SourceText, Syntax

LOADERS = {
    Syntax.YAML: strict_yaml.load,
    Syntax.TOML: strict_toml.load,
    Syntax.LINES: plain_head.load,
}


class Parsed(NamedTuple):
    """Front matter, or ``None`` if it withholds its file, and what is wrong with it."""

    front: FrontMatter | None
    problems: tuple[Problem, ...]


def parse(text: SourceText, file: SourceFile, zone: ZoneInfo) -> Parsed:
    """Read the front matter of ``file``; dates without a zone are in ``zone``."""
    try:
        given = _given(text, file)
    except Unreadable as fault:
        return Parsed(None, (fault.problem(file.path),))
    front, reasons = _validated(_known(given.values), zone)
    found = [
        *findings.of_keys(given, is_page=file.is_page),
        *findings.of_values(front, reasons, given),
    ]
    problems = tuple(Problem(file.path, given.line(each.key), *each[1:]) for each in found)
    is_withheld = any(each.is_error for each in found)
    return Parsed(None if is_withheld else front, problems)


def _given(text: SourceText, file: SourceFile) -> Given:
    """Read the keys; a file whose name starts with a day was published on it, if nothing says."""
    given = dialects.translated(LOADERS[text.syntax](text.front_matter))
    values = dict(given.values)
    if file.is_page and given.name("published") == "date":
        values.pop("published", None)  # a page of Hugo has it, and is shown at once
    day = "" if file.is_page else file_names.read(file.name).day
    if day and "published" not in values:
        values["published"] = day
    return given._replace(values=values)


def _known(values: Mapping[str, strict_yaml.Value]) -> dict[str, strict_yaml.Value]:
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
