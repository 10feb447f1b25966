"""Comment text becomes safe HTML, whatever it is, in bounded time."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gloss.comments.rendering import LONGEST_TEXT, body_html, sanitised

MARKUP = st.sampled_from(
    [*"[]()<>*_`~\\!#&>\n\t -+.1'\"|", "](", "![", "**", "http://a.b", "> ", "- "]
)
HOSTILE = st.lists(MARKUP | st.text(max_size=3), max_size=400).map("".join)
REPEATED = st.tuples(
    st.lists(MARKUP, min_size=1, max_size=4).map("".join), st.integers(1, 5000)
).map(lambda pair: (pair[0] * pair[1])[:LONGEST_TEXT])
SLOWEST_SECONDS = 0.1
HARMLESS = re.compile(r'</?(?:p|code|a)>|<a(?: href="https://[^"]*")? rel="nofollow ugc noopener">')


@settings(deadline=None)
@given(st.text() | HOSTILE)
def test_the_html_is_a_fixed_point_of_the_sanitiser(text: str) -> None:
    html = body_html(text)
    assert sanitised(html) == html


@settings(deadline=None, max_examples=150)
@given(REPEATED | HOSTILE)
def test_no_text_takes_longer_than_a_tenth_of_a_second(text: str) -> None:
    assert any(seconds_to_render(text) < SLOWEST_SECONDS for _ in range(3))


def seconds_to_render(text: str) -> float:
    """Return the processor time of one rendering; a collection of garbage may fall into it."""
    before = time.thread_time()
    body_html.__wrapped__(text)
    return time.thread_time() - before


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("# no heading", "<p># no heading</p>\n"),
        (
            "[a](https://a.example)",
            '<p><a href="https://a.example" rel="nofollow ugc noopener">a</a></p>\n',
        ),
    ],
)
def test_the_small_subset_of_markdown(text: str, html: str) -> None:
    assert body_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](//eve.example)",
        "[x](/moderation/)",
        "<javascript:alert(1)>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://eve.example/pixel.png)",
        "<a href='x' onclick='alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        '[x](https://a.example"onmouseover=alert(1))',
        "`<script>`",
    ],
)
def test_nothing_that_acts_or_loads_survives(text: str) -> None:
    tags = re.findall(r"<[^>]*>", body_html(text))
    assert not [tag for tag in tags if not HARMLESS.fullmatch(tag)]


@pytest.mark.parametrize(
    "text", ["\x02wzxhzdk:0\x03", "klzzwxh:0000", "STX0ETX", "@@INLINE0@@", "%%0%%", "{{0}}", "$1"]
)
def test_no_text_stands_for_another_part_of_it(text: str) -> None:
    """Attack case 26: renderers that put code aside let a visitor write its mark."""
    html = body_html(f"`aside`\n\n{text} and `aside`")
    assert html.count("aside") == 2
    assert text.strip("\x02\x03") in html
