"""How front matter is read, and how each mistake in it is told."""

from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gloss.articles import addresses
from gloss.articles.files import SourceFile
from gloss.articles.front_matter import parsing
from gloss.articles.front_matter.fields import FrontMatter
from gloss.articles.front_matter.parsing import Parsed
from gloss.articles.front_matter.values import Source
from gloss.articles.source_text import SourceText

BERLIN = ZoneInfo("Europe/Berlin")
WHOLE = "title: Tides\npublished: 2026-01-02\n"


def parsed(text: str, zone: ZoneInfo = BERLIN, *, is_page: bool = False) -> Parsed:
    file = SourceFile("", "content/tides.md", "tides", is_page, "")
    return parsing.parse(SourceText("\n" + text, ""), file, zone)


def front(text: str, zone: ZoneInfo = BERLIN) -> FrontMatter:
    read = parsed(WHOLE + text, zone)
    assert read.problems == ()
    assert read.front is not None
    return read.front


def test_every_key_is_read() -> None:
    read = front("""\
summary: |
  When the sea
  comes and goes.
author: Ada
updated: 2026-01-03T09:30:00+01:00
tags: [Sea, the moon]
comments: closed
draft: true
id: first-name
slug: The Tides!
reviewer: Bo
reviewed: 2026-01-04
review_due: 2027-01-04
sources:
  - Newton, Principia
  - https://example.org/moon
  - {title: The sea, url: "https://example.org/sea"}
  - {title: A book}
medical: true
""")
    assert read == FrontMatter.model_construct(
        title="Tides",
        published=datetime(2026, 1, 2, tzinfo=BERLIN),
        summary="When the sea comes and goes.",
        authors=("Ada",),
        updated=datetime(2026, 1, 3, 9, 30, tzinfo=BERLIN),
        tags=("Sea", "the moon"),
        comments_open=False,
        draft=True,
        id="first-name",
        slug="the-tides",
        reviewer="Bo",
        reviewed=date(2026, 1, 4),
        review_due=date(2027, 1, 4),
        sources=(
            Source("Newton, Principia", ""),
            Source("https://example.org/moon", "https://example.org/moon"),
            Source("The sea", "https://example.org/sea"),
            Source("A book", ""),
        ),
        medical=True,
    )


def test_what_is_not_said_has_a_default() -> None:
    read = front("summary:\ntags: ~\nupdated: null\n")
    assert (read.summary, read.tags, read.updated) == ("", (), None)
    assert (read.comments_open, read.draft, read.medical) == (True, False, False)


@pytest.mark.parametrize(
    "title", ["no", "on", "12:30", "2026", "1e3", "0x1F", "2026-01-02", "=", "y"]
)
def test_the_surprises_of_yaml_stay_text(title: str) -> None:
    read = parsed(f"title: {title}\npublished: 2026-01-02\n").front
    assert read is not None
    assert read.title == title


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("sea, the moon", ("sea", "the moon")),
        ("[sea, 1, no]", ("sea", "1", "no")),
        ("[Sea, sea, SEA ]", ("Sea",)),
        ("[sea, '', null]", ("sea",)),
        ("sea,", ("sea",)),
        ("[]", ()),
    ],
)
def test_tags_are_a_list_or_text_with_commas(typed: str, tags: tuple[str, ...]) -> None:
    assert front(f"tags: {typed}\n").tags == tags


@pytest.mark.parametrize(
    ("typed", "is_open"), [("open", True), ("true", True), ("Closed", False), ("false", False)]
)
def test_comments_are_open_or_closed(typed: str, is_open: bool) -> None:
    assert front(f"comments: {typed}\n").comments_open is is_open


@pytest.mark.parametrize(
    ("typed", "zone", "moment"),
    [
        ("2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00+00:00"),
        ("2026-07-01 09:00", "Europe/Berlin", "2026-07-01T07:00:00+00:00"),
        ("2026-01-01 09:00", "Europe/Berlin", "2026-01-01T08:00:00+00:00"),
        ("2026-07-01T09:00:00Z", "Europe/Berlin", "2026-07-01T09:00:00+00:00"),
        ("2026-07-01T09:00-05:00", "Europe/Berlin", "2026-07-01T14:00:00+00:00"),
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29T01:30:00+00:00"),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25T00:30:00+00:00"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00+00:00"),
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00+00:00"),
    ],
    ids=["day", "summer", "winter", "Z", "offset", "skipped", "twice", "no midnight", "no day"],
)
def test_a_moment_is_meant_in_the_time_of_the_site(typed: str, zone: str, moment: str) -> None:
    updated = front(f"updated: {typed}\n", ZoneInfo(zone)).updated
    assert updated is not None
    assert updated.astimezone(UTC).isoformat() == moment
    assert updated.tzinfo == ZoneInfo(zone)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title: Tides\ndarft: true\n", 3, "did you mean draft?"),
        ("title: Tides\npublishd: 2026-01-02\n", 3, "did you mean published?"),
        ("title: Tides\nreview-due: 2026-01-02\n", 3, "did you mean review_due?"),
        ("title: Tides\ndraft: yes\n", 3, "'yes' is none of true, false"),
        ("title: Tides\ndraft:\n", 3, "it is empty"),
        ("title: Tides\ndraft: [true]\n", 3, "not one line of text"),
        ("title: Tides\npublished: soon\n", 3, "'soon' is no date"),
        ("title: Tides\npublished: 2024-02-30\n", 3, "'2024-02-30' is no date"),
        ("title: Tides\npublished: 0001-01-01\n", 3, "the year 1 is too far away"),
        ("title: Tides\npublished: 9999-12-31\n", 3, "the year 9999 is too far away"),
        ("title: Tides\npublished: 2026-01-02T09:00+24:00\n", 3, "is no date"),
        ("title: Tides\n\n# when?\npublished:\n", 5, "published is missing"),
        ("title: Tides\n", 1, "published is missing"),
        ("summary: Sea\n", 1, "title is missing"),
        ("summary: Sea\ntitle: ''\n", 3, "title cannot be read: it is empty"),
        ("title: [Tides]\n", 2, "title cannot be read: it is not one line of text"),
        ('title: "T\\0"\n', 2, "it holds a control character"),
        (f"title: {'x' * 1001}\n", 2, "longer than 1000 characters"),
    ],
)
def test_a_mistake_that_could_publish_or_cannot_be_shown_withholds(
    text: str, line: int, said: str
) -> None:
    read = parsed(text)
    assert read.front is None
    assert [p.line for p in read.problems if p.is_error and said in str(p)] == [line]


@pytest.mark.parametrize(
    "typed",
    [
        "updated: yesterday",
        "reviewed: 2026-13-01",
        "review_due: 2026-01-02 09:00",
        "tags: {a: b}",
        "tags: [[a]]",
        "tags: 🎉",
        "comments: perhaps",
        "medical: yes",
        "summary: [a]",
        "slug: '...'",
        f"id: {'x' * 201}",
        "sources: {title: x}",
        "sources: [{}]",
        "sources: [{url: 'javascript:alert(1)'}]",
        "sources: [{link: 'https://example.org'}]",
        "type: post",
        "<<: x",
    ],
)
def test_any_other_mistake_is_a_warning_and_leaves_the_value_out(typed: str) -> None:
    read = parsed(f"{WHOLE}{typed}\n")
    assert read.front == parsed(WHOLE).front
    assert [(p.line, p.is_error, p.mend == "") for p in read.problems] == [(4, False, False)]


def test_all_mistakes_are_told_at_once() -> None:
    read = parsed("titel: Tides\ndraft: maybe\nupdated: x\nfoo: y\n")
    assert sorted(problem.line for problem in read.problems) == [1, 1, 2, 3, 4, 5]


def test_a_page_needs_no_date() -> None:
    read = parsed("title: About\n", is_page=True)
    assert read.front is not None
    assert (read.front.published, read.problems) == (None, ())


def test_a_page_cannot_wait_for_a_day_and_is_not_shown_too_early() -> None:
    read = parsed("title: About\npublished: 2030-01-01\n", is_page=True)
    assert read.front is None
    assert [(problem.line, problem.is_error) for problem in read.problems] == [(3, True)]


printable = st.characters(exclude_categories=("C", "Z"))
lines = st.lists(st.text(printable, min_size=1, max_size=20), min_size=1, max_size=5).map(" ".join)
written = st.fixed_dictionaries(
    {
        "title": lines,
        "published": st.datetimes(
            datetime(1000, 1, 2),  # noqa: DTZ001 (bounds of Hypothesis are naive)
            datetime(9998, 12, 30),  # noqa: DTZ001
            timezones=st.timezones(),
        ).map(lambda moment: moment.astimezone(UTC)),
        "reviewed": st.dates(date(1000, 1, 1), date(9998, 12, 31)),
        "draft": st.booleans(),
        "tags": st.lists(lines.filter(addresses.slug), unique_by=addresses.slug, max_size=5),
    }
)


@given(written, st.sampled_from([None, "'", '"', "|"]))
def test_front_matter_written_by_a_yaml_library_reads_back(
    written: dict[str, object], style: str | None
) -> None:
    typed = {key: str(value) for key, value in written.items()} | {"tags": written["tags"]}
    read = parsed(yaml.safe_dump(typed, allow_unicode=True, default_style=style))
    assert read.problems == ()
    assert read.front is not None
    # Moments of two zones are never equal in the hour that the clock repeats (PEP 495).
    found = read.front.model_dump(include=set(written))
    found["published"] = found["published"].astimezone(UTC)
    assert found == written | {"tags": tuple(cast("list[str]", written["tags"]))}


yamlish = st.text(st.sampled_from("[]{}:,-? \n'\"&*!|>#%@`~ab\u2028\x85\t\\.<"), max_size=60)


@given(st.text() | yamlish | yamlish.map(lambda text: "title: " + text))
def test_no_text_is_too_odd_to_be_told_what_is_wrong(text: str) -> None:
    read = parsed(text.replace("\r", "\n"))
    assert read.front is not None or any(problem.is_error for problem in read.problems)
    assert all(
        1 <= problem.line <= text.count("\n") + text.count("\r") + 2 for problem in read.problems
    )
