"""Sections for the search: their anchors are those of the page, whatever the document."""

import time

import pytest
from hypothesis import assume, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from markupsafe import Markup

from gloss.articles import rendering
from gloss.articles.rendering import Rendered
from gloss.articles.search.sectioning import Section, sections

LINES = [
    "", "", "", "", "# One", "## Two", "### Three", "#### Four", "# One", "## `code` in it",
    "#hash",
    "# Массаж лица", "## *Why?* and **how**", "# snake_case_name", "#", "####### seven", "# C#",
    "# [link](https://e.org)", "# [text][ref]", "[ref]: https://e.org", "# a | b", "--- | ---",
    "# Odd {#own}", "{: #mine }", "text", "more text, *really*", "Title", "===", "---", "-", "=-=",
    "- item", "    - inner", "1. first", "> quote", "> # quoted", "- # in a list", "    # indented",
    "    code", "```", "```python", "~~~", "````", "``` {.x #y}", "- ```", "<div>", "</div>",
    "<b>bold</b> text", "<!-- # hidden -->", "<https://e.org>", '<div markdown="1">', "!!! note",
    "/// caption", "///", "[^1]: # note", "see[^1]", "*[HTML]: language", "# HTML", "Term",
    ":   meaning", ":   # meaning", "| a | b |", "|---|---|", "\\# no", "# ends \\", "# a & b",
    "# &copy; b", "&lt;", "\t# tab", " # space", "\u00a0", "# 海と月", "# ไทยก่อน", "# a  b ",
    "***", "[TOC]",
    "# section", "# section_1", "# !", "## 1. First", "2. Second", "# a_1", "# a", "# ~~x~~ ==y==",
]  # fmt: skip


def never() -> Rendered:
    pytest.fail("there was no need to render")


def anchors(found: tuple[Section, ...]) -> list[tuple[str, str]]:
    return [(section.anchor, section.heading) for section in found if section.anchor]


def on_the_page(page: Rendered) -> list[tuple[str, str]]:
    """Return id and text of each heading that a link can reach: of one id that is the first."""
    upper = [heading for heading in page.headings if heading.level <= 3]
    first: dict[str, str] = {}
    for heading in upper:
        first.setdefault(heading.id, heading.text)
    return list(first.items())


@given(some.lists(some.sampled_from(LINES), max_size=14).map("\n".join))
@hypothesis_settings(max_examples=300, deadline=None)
@example("# a_1\n\n# a\n\n# a")
@example("text\n# right below")
@example("# above\n---")
@example("more\n=-=")
def test_each_anchor_is_one_that_the_page_has(body: str) -> None:
    try:
        page = rendering.render(body)
    except Exception:
        assume(False)
    found = sections(body, lambda: page)
    assert anchors(found) == on_the_page(page)


@pytest.mark.parametrize(
    "body",
    [
        "## One\n\nText.\n\n### Two\n\nMore.\n\n## One\n\nEnd.",
        "Title\n=====\n\nText.\n\nPart two\n---\n\nMore.\n\n---\n\nStill more.",
        "```sh\n# no heading\n```\n\n# A heading\n\n```\n---\n```",
        "# Was heißt *das*?\n\n## `config.toml`\n\n## Массаж и уход\n\n# 海",
        "#### Deep\n\n# High\n\n## Lower\n\n### Lowest\n\nText",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n## After a table\n\n- one\n- two\n\n## After a list",
    ],
)
def test_usual_documents_need_no_rendering(body: str) -> None:
    assert anchors(sections(body, never)) == on_the_page(rendering.render(body))


def test_a_section_holds_its_text_without_markup() -> None:
    body = (
        "Lead with [a link](https://e.org) and ![a picture](x.png).\n\n## Ebb & *flood*\n\n"
        "- **one**[^1]\n- `two_three`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n#### Deep\n\n> said\n\n"
        "```python\nx = 1\n```\n\n[^1]: A note.\n"
    )
    assert sections(body, never) == (
        Section("", "", "Lead with a link and a picture."),
        Section("ebb-flood", "Ebb & flood", "one two_three a b 1 2 Deep said x = 1 A note."),
    )


def test_the_kind_of_a_callout_is_no_part_of_its_text() -> None:
    body = '!!! warning inline "Do not wait"\n    See a doctor.\n\n!!! note\n    Rest.'
    (section,) = sections(body, never)
    assert section.text == '"Do not wait" See a doctor. Rest.'


def test_what_only_the_renderer_can_tell_is_read_from_its_html() -> None:
    body = 'Lead.\n\n<div markdown="1">\n\n## In a box &amp; out\n\nText <b>bold</b>.\n\n</div>\n'
    found = sections(body, lambda: rendering.render(body))
    assert found == (
        Section("", "", "Lead."),
        Section("in-a-box-out", "In a box & out", "Text bold ."),
    )


def test_a_soft_hyphen_parts_no_word() -> None:
    for body in ("Mas\u00adsage", "Mas&shy;sage", "Mas&shy;sage<!-- -->"):
        assert sections(body, lambda: rendering.render("Mas&shy;sage"))[0].text == "Massage"


def test_headings_without_end_take_no_time() -> None:
    page = Rendered(Markup('<h2 id="a">' * 50_000), (rendering.Heading(2, "a", "A"),), 0)
    before = time.thread_time()
    sections("<b>", lambda: page)
    assert time.thread_time() - before < 5


def test_an_empty_article_has_no_section() -> None:
    assert sections(" \n", never) == ()


def test_a_text_that_cannot_be_rendered_is_one_section() -> None:
    page = rendering.plain("<b> # odd")
    assert sections("<b> # odd", lambda: page) == (Section("", "", "<b> # odd"),)


@pytest.mark.parametrize(
    "unit",
    ["[", "`", "*", "_", "#", "(", "[a](", "{", "![", "[^", "~", "|", "<", "&", "= "],
)
def test_no_text_takes_long(unit: str) -> None:
    body = unit * (500_000 // len(unit))
    before = time.thread_time()
    sections(body, lambda: rendering.plain(body))
    assert time.thread_time() - before < 5
