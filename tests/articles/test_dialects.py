"""Files of Hugo, Jekyll and Pelican, taken over as they are."""

import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.articles import documents, source_text
from gloss.articles.article import Article
from gloss.articles.documents import Document
from gloss.articles.files import SourceFile
from gloss.articles.front_matter.dialects import HIDING, SYNONYMS, TAGS
from gloss.articles.front_matter.fields import KNOWN
from tests.articles.test_front_matter import BERLIN

HUGO = """\
---
title: Tides
date: 2024-05-01T09:00:00+02:00
lastmod: 2024-06-01
publishDate: 2024-05-02
expiryDate: 2030-01-01
description: When the sea comes and goes.
authors: [Ada, {name: Bo}]
tags: [sea]
categories: [The Shore]
aliases: [/posts/old-tides/, Ebb]
weight: 10
layout: single
---
The sea.
"""
HUGO_TOML = """\
+++
title = "Tides"
date = 2024-05-01T09:00:00+02:00
lastmod = 2024-06-01
publishDate = 2024-05-02
expiryDate = "2030-01-01"
description = '''When the sea comes
and goes.'''
authors = ["Ada", "Bo"]
tags = ["sea"]
categories = ["The Shore"]
aliases = ["/posts/old-tides/", "Ebb"]
weight = 10
[params]
layout = "single"
+++
The sea.
"""
JEKYLL = """\
---
layout: post
title: Tides
published: true
date: 2024-05-02 00:00:00 +0200
last_modified_at: 2024-06-01
excerpt: When the sea comes and goes.
author: {name: Ada}
tags: sea
category: The Shore
redirect_from:
  - /posts/old-tides/
  - Ebb
---
The sea.
"""
PELICAN = """\
Title: Tides
Date: 2024-05-02 0:00
Modified: 2024/6/1
Summary: When the sea comes
    and goes.
Authors: Ada, Bo
Tags: sea
Category: The Shore
Aliases: /posts/old-tides/, Ebb
Status: published

The sea.
"""
MANY = re.findall(
    r"\S+",
    """
layout weight type permalink toc url markup linkTitle menu outputs resources series image images
cover thumbnail featured banner params cascade isCJKLanguage languages translations
template save_as keywords math mathjax katex mermaid showToc TocOpen sidebar nav_order parent
has_children pin teaser header classes excerpt_separator guid uuid email link external_url share
sitemap robots subtitle caption css js version license translation color icon video audio podcast
slideshow gallery bibliography doi github_issue_number changefreq priority noindex canonical
canonicalURL hideMeta ShowReadingTime disableShare searchHidden editPost related isStarred readTime
audience level difficulty duration event location venue speaker track post_id wordpress_id format
""",
)


def read(text: str | bytes, name: str = "tides", *, is_page: bool = False) -> Document:
    source = text.encode() if isinstance(text, str) else text
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(source)
        return documents.read(SourceFile(file.name, "content/x.md", name, is_page, ""), BERLIN)


def article(text: str, name: str = "tides") -> Article:
    content = read(text, name).content
    assert isinstance(content, Article), read(text, name).problems
    return content


def withheld(text: str, name: str = "tides") -> list[str]:
    content, problems, _ = read(text, name)
    assert content is None
    return [str(problem) for problem in problems if problem.is_error]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (HUGO, ("Ada", "Bo")),
        (HUGO_TOML, ("Ada", "Bo")),
        (JEKYLL, ("Ada",)),
        (PELICAN, ("Ada", "Bo")),
    ],
    ids=["Hugo", "Hugo's TOML", "Jekyll", "Pelican"],
)
def test_an_article_of_another_system_means_here_what_it_meant_there(
    text: str, authors: tuple[str, ...]
) -> None:
    found = article(text)
    assert (found.title, found.slug, found.draft) == ("Tides", "tides", False)
    assert found.published == datetime(2024, 5, 2, tzinfo=BERLIN)
    assert found.updated == datetime(2024, 6, 1, tzinfo=BERLIN)
    assert found.summary == "When the sea comes and goes."
    assert found.authors == authors
    assert [tag.label for tag in found.tags] == ["sea", "The Shore"]
    assert found.former_paths == ("posts/old-tides", "articles/ebb")


@pytest.mark.parametrize("text", [HUGO, HUGO_TOML, JEKYLL, PELICAN])
def test_what_such_an_article_cannot_use_is_one_quiet_warning_at_most(text: str) -> None:
    _, problems, body = read(text)
    assert [problem.is_error for problem in problems] in ([], [False])
    assert body is not None
    assert body.strip() == "The sea."


def test_however_many_keys_a_theme_wants_they_are_one_warning() -> None:
    foreign = "".join(f"{key}: x\n" for key in MANY)
    content, problems, _ = read(f"---\ntitle: Tides\ndate: 2024-05-01\n{foreign}---\n")
    assert content is not None
    (problem,) = problems
    assert (problem.line, problem.is_error) == (4, False)
    assert "'layout', 'weight', 'type', 'permalink', 'toc' and" in problem.message


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "published: false",
        "Published: False",
        "status: draft",
        "Status: hidden",
        "hidden: true",
        "private: true",
        "headless: true",
        "draft: false\nstatus: draft",
        "draft: true\npublished: true",
    ],
)
def test_whatever_hides_elsewhere_hides_here(line: str) -> None:
    assert article(f"---\ntitle: Tides\ndate: 2024-05-01\n{line}\n---\n").draft
    assert article(f"Title: Tides\nDate: 2024-05-01\n{line}\n\nSea.").draft


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("draft: ture", "'ture' is none of true, false"),
        ("Draft: ture", "Draft cannot be read"),
        ("published: flase", "'flase' is no date"),
        ("status: darft", "'darft' is none of published, publish, draft, hidden"),
        ("Staus: draft", "did you mean status?"),
        ("hidden: yes", "'yes' is none of true, false"),
        ("publishdat: 2030-01-01", "did you mean publishdate?"),
        ("publishDate: soon", "publishDate cannot be read: 'soon' is no date"),
        ("expiryDate: sone", "expiryDate cannot be read: 'sone' is no date"),
        ("expirydaet: 2030-01-01", "did you mean expirydate?"),
        ("expire: 2030-01-01", "did you mean expires?"),
        ("Title: Ebb", "the key 'Title' is there twice"),
    ],
)
def test_a_typo_never_publishes_what_was_meant_to_be_hidden(line: str, said: str) -> None:
    assert said in withheld(f"---\ntitle: Tides\ndate: 2024-05-01\n{line}\n---\n")[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("draft = ture", "x.md:4: error: the front matter is not TOML"),
        ("draft = True", "x.md:4: error: the front matter is not TOML"),
        ('draft = "ture"', "x.md:4: error: draft cannot be read"),
        ("draft = 1", "x.md:4: error: draft cannot be read: '1' is none of"),
        ("darft = true", "x.md:4: error: the key 'darft' is not known -> did you mean draft?"),
        ("publishDate = 2024-02-30", "x.md:4: error: the front matter is not TOML"),
        ("title = 'Ebb'", "the front matter is not TOML"),
        ("x = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("x = " + "9" * 5000, "the front matter is not TOML"),
        ("x = '''open", "the front matter is not TOML"),
        ("a" + ".a" * 30_000 + " = 1", "x.md:4: error: a key has too many parts"),
        ("[a" + ".'a'" * 15_000 + "]", "x.md:4: error: a key has too many parts"),
        ("x = {a" + " . a" * 15_000 + " = 1}", "x.md:4: error: a key has too many parts"),
        ("a" * 60_000, "the front matter is not TOML"),
    ],
)
def test_a_mistake_in_toml_withholds_with_its_line(line: str, said: str) -> None:
    assert said in withheld(f"+++\ntitle = 'Tides'\ndate = 2024-05-01\n{line}\n+++\n")[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Title: Tides\nDate: 2024-05-01\nStatus draft\n\nSea.", "x.md:3: error: a line above"),
        ("Title: Tides\nDate: 2024-05-01\nSea.", "x.md:3: error: a line above the text"),
        ("Title: Tides\nDate: 2024-05-01\nDate: 2024\n\n", "x.md:3: error: the key 'Date' is"),
        ("Note: the sea\n\nMore.", "title is missing"),
    ],
)
def test_a_mistake_in_lines_withholds_too(lines: str, said: str) -> None:
    assert said in withheld(lines)[0]


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("date: 2024-05-01\npublishDate: 2024-05-02", 2),
        ("publishDate: 2024-05-02\npublished: 2024-05-03", 3),
        ("published: true\ndate: 2024-05-01", 1),
        ("publishDate:\ndate: 2024-05-01", 1),
        ("layout: post", 9),
    ],
)
def test_of_several_dates_the_most_deliberate_counts(lines: str, day: int) -> None:
    found = article(f"---\ntitle: Tides\n{lines}\n---\n", "2024-05-09-tides")
    assert found.published == datetime(2024, 5, day, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2024-05-01 12:00:00 +0200", "2024-05-01T10:00:00+00:00"),
        ("2024-05-01 12:00:00 -05:00", "2024-05-01T17:00:00+00:00"),
        ("2024-05-01 12:00 UTC", "2024-05-01T12:00:00+00:00"),
        ("2024-5-1 9:05", "2024-05-01T07:05:00+00:00"),
        ("2024/05/01", "2024-04-30T22:00:00+00:00"),
        ("2024-05-01T12:00:00.123456789Z", "2024-05-01T12:00:00.123456+00:00"),
    ],
)
def test_dates_are_read_as_those_systems_write_them(typed: str, moment: str) -> None:
    found = article(f"---\ntitle: Tides\ndate: {typed}\n---\n")
    assert found.published.astimezone(UTC).isoformat() == moment


@pytest.mark.parametrize(
    ("name", "slug", "is_dated"),
    [
        ("2024-05-01-my-title", "my-title", True),
        ("2024-05-01_My Title", "my-title", True),
        ("2024-02-30-leap", "2024-02-30-leap", False),
        ("2024-05-01", "2024-05-01", False),
        ("24-05-01-short", "24-05-01-short", False),
    ],
)
def test_the_name_of_a_file_may_start_with_its_day(name: str, slug: str, is_dated: bool) -> None:
    if not is_dated:
        assert "published is missing" in withheld("---\ntitle: Tides\n---\n", name)[0]
    found = article("---\ntitle: Tides\n" + "date: 2024-01-01\n" * (not is_dated) + "---\n", name)
    assert (found.slug, found.article_id) == (slug, slug)
    assert found.published == datetime(2024, *((5, 1) if is_dated else (1, 1)), tzinfo=BERLIN)


def test_a_page_may_have_a_date_of_hugo_and_none_that_it_would_wait_for() -> None:
    assert read("---\ntitle: About\ndate: 2020-01-01\n---\n", is_page=True).content is not None
    for line in ("publishDate: 2030-01-01", "expires: 2030-01-01"):
        assert read(f"---\ntitle: About\n{line}\n---\n", is_page=True).content is None


@pytest.mark.parametrize(
    "typed", ["'/?p=12'", "/", "'https://example.org'", "{a: b}", "[[a]]", "'http://[x'"]
)
def test_an_alias_that_is_no_path_is_left_out_with_a_warning(typed: str) -> None:
    content, problems, _ = read(f"---\ntitle: T\ndate: 2024-05-01\naliases: {typed}\n---\n")
    assert isinstance(content, Article)
    assert content.former_paths == ()
    assert [(problem.line, problem.is_error) for problem in problems] == [(4, False)]


tomlish = st.text(st.sampled_from("[]{}=.,\"'\n #ab1-:T_\\+"), max_size=60)
lineish = st.text(st.sampled_from(": \n\tabD-"), max_size=60)


@given(tomlish | st.text(), lineish | st.text())
def test_no_front_matter_is_too_odd_to_be_told_what_is_wrong(toml: str, lines: str) -> None:
    for text in (f"+++\n{toml}\n+++\n", f"Title: {lines}\n\n"):
        content, problems, _ = read(text.encode(errors="replace"))
        assert content is not None or any(problem.is_error for problem in problems)
        ends = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        assert all(1 <= problem.line <= ends + 1 for problem in problems)


@pytest.mark.parametrize("text", [HUGO, HUGO_TOML, PELICAN])
def test_the_text_starts_on_the_line_that_it_has_in_the_file(text: str) -> None:
    split = source_text.split(text.encode())
    first = split.body_line + split.body[: split.body.index("The sea.")].count("\n")
    assert text.split("\n")[first - 1] == "The sea."


def test_each_key_and_its_other_names_are_documented_in_their_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "front-matter.md").read_text()
    table, _, _ = page.partition("**Moments.**")
    documented = [re.findall(r"`([\w]+)`", row) for row in table.splitlines() if row[:3] == "| `"]
    names = {row[0]: [name.lower() for name in row] for row in documented}
    for ours, synonyms in (SYNONYMS | {"tags": TAGS}).items():
        assert names[ours][: len(synonyms)] == list(synonyms)
    assert {*KNOWN} - {*HIDING} <= {name for row in documented for name in row}
