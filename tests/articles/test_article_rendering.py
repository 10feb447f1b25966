"""What becomes of the Markdown of an article."""

import re

import pytest

from gloss.articles import reading_time, rendering
from gloss.articles.rendering import Heading


def html(text: str) -> str:
    return rendering.render(text).html


def test_headings_get_stable_ids_in_every_script() -> None:
    headings = rendering.render(
        "## Über *uns* & `x`\n\n### Привет\n\n### Привет\n\n## 日本 {#own}"
    ).headings
    assert headings == (
        Heading(2, "über-uns-x", "Über uns & x"),
        Heading(3, "привет", "Привет"),
        Heading(3, "привет_1", "Привет"),
        Heading(2, "own", "日本"),
    )


def test_a_heading_without_a_letter_has_an_id_too() -> None:
    assert '<h2 id="section">???</h2>' in html("## ???")


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("# A\n\n## B\n\n# C", [2, 3, 2]),
        ("## A\n\n### B", [2, 3]),
        ("### A\n\n#### B", [2, 3]),
        ("# A\n\n###### B", [2, 6]),
        ("Title\n=====\n\nPart\n----", [2, 3]),
    ],
)
def test_the_highest_heading_is_an_h2(typed: str, levels: list[int]) -> None:
    rendered = rendering.render(typed)
    assert [heading.level for heading in rendered.headings] == levels
    assert [int(level) for level in re.findall(r"<h(\d)", rendered.html)] == levels


def test_a_table_scrolls_in_a_named_box_without_inline_style() -> None:
    table = html("| *Current* | `µA` & |\n|:--|--:|\n| low | 600 |\n\nAfter.")
    assert 'class="table" role="region" tabindex="0"' in table
    assert 'aria-label="Current, &amp;"' in table
    assert '<td class="align-right">600</td>' in table
    assert "style=" not in table
    assert table.endswith("</table></div>\n<p>After.</p>")


def test_a_table_without_headings_is_called_a_table() -> None:
    assert 'aria-label="Table"' in html("| | |\n|-|-|\n| a | b |")


def test_code_is_highlighted_by_classes_and_reached_by_the_keyboard() -> None:
    code = html('```python\ndef draw(x: int = 1) -> str:\n    return "<b>"\n```')
    assert '<span class="k">def</span>' in code
    assert '<pre tabindex="0">' in code
    assert "&lt;b&gt;" in code
    assert "style=" not in code


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("a[^1]\n\n[^1]: Foot.", 'class="footnote"'),
        ('!!! warning "Careful"\n    Hot.', '<p class="admonition-title">Careful</p>'),
        ("![alt](a.png)\n/// caption\nSea\n///", "<figcaption>"),
        ("Term\n:   Meaning", "<dt>Term</dt>"),
        (
            "==mark== ~~gone~~ H~2~O x^2^",
            "<mark>mark</mark> <del>gone</del> H<sub>2</sub>O x<sup>2</sup>",
        ),
        ("A{.lead}", "<p>A{.lead}</p>"),
        ("A\n{.lead}", '<p class="lead">A</p>'),
        ("*[UV]: ultraviolet\n\nUV", '<abbr title="ultraviolet">UV</abbr>'),
        ('<div class="x" markdown="1">\n*a*\n</div>', '<div class="x">\n<p><em>a</em></p>\n</div>'),
        ("<video src=x></video>", "<video src=x></video>"),
    ],
)
def test_authors_have_more_than_plain_markdown(typed: str, made: str) -> None:
    assert made in html(typed)


def test_footnotes_are_counted_as_read_named_to_screen_readers_and_lead_back() -> None:
    made = html("a[^x] b[^1] c[^x]\n\n[^1]: One.\n[^x]: *Two*.")
    assert '<div class="footnote" role="doc-endnotes">' in made
    there = re.findall(
        r'id="([^"]+)"><a class="footnote-ref" href="#([^"]+)" role="doc-noteref"', made
    )
    assert re.findall(r"(.)</a></sup>", made) == ["1", "2", "1"]
    assert there == [("fnref:x", "fn:x"), ("fnref:1", "fn:1"), ("fnref2:x", "fn:x")]
    back = re.findall(r'class="footnote-backref" href="#([^"]+)" role="doc-backlink"', made)
    assert sorted(back) == sorted(place for place, _ in there)
    assert re.findall(r'<li id="([^"]+)"', made) == ["fn:x", "fn:1"]


def test_texts_do_not_know_of_each_other() -> None:
    text = "[^1] UV\n\n## A\n\n[^1]: Foot.\n\n*[UV]: ultraviolet"
    assert rendering.render(text) == rendering.render(text)
    assert html("UV [^1]") == "<p>UV [^1]</p>"


def test_a_text_shown_as_typed_is_escaped() -> None:
    shown = rendering.plain("<script>\n[^1]")
    assert shown.html == '<pre class="plain" tabindex="0">&lt;script&gt;\n[^1]</pre>'


def test_words_are_those_that_a_reader_sees() -> None:
    assert rendering.render("## One *two*\n\n[three](https://example.org/a-b)").words == 3


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 1), ("word " * 238, 1), ("word " * 239, 2), ("海" * 477, 2)]
)
def test_reading_takes_whole_minutes_also_without_spaces(text: str, minutes: int) -> None:
    assert reading_time.minutes(text) == minutes


def test_what_is_added_to_an_article_is_in_its_language() -> None:
    text = "!!! warning\n    Вода горячая.\n\nСлово[^1]\n\n[^1]: Сноска.\n"
    shown = rendering.render(text, "ru").html
    assert '<p class="admonition-title">Осторожно</p>' in shown
    assert 'title="Вернуться к сноске 1 в тексте"' in shown
    assert '<p class="admonition-title">Warning</p>' in rendering.render(text, "tlh").html


def test_a_title_of_a_callout_is_as_it_was_written() -> None:
    assert ">Note<" in rendering.render('!!! tip "Note"\n    Text.\n', "ru").html
    assert ">Morning<" in rendering.render("!!! morning\n    Text.\n", "ru").html


def test_a_table_without_heads_is_named_in_the_language_of_its_article() -> None:
    text = "| | |\n|-|-|\n| a | b |\n"
    assert 'aria-label="Таблица"' in rendering.render(text, "ru-RU").html
    assert 'aria-label="Table"' in rendering.render(text).html
