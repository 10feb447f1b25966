"""What the page of an article says beside its text."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.cast import an_article
from tests.reading.machines import an_article_saying

DAY = re.compile(r'<time datetime="([0-9-]{10})')
SAID = {
    "updated": "2026-02-04",
    "reviewer": "Dr. Mo",
    "reviewed": "2026-02-03",
    "review_due": "2027-02-03",
    "medical": "true",
    "sources": "['Tables <of> 1900', {title: Charts, url: 'https://example.org/?a=1&b=2'}]",
}
MANY_WORDS = "word " * 600


def part(page: str, name: str) -> str:
    """Return the part of the page with this class, from its first tag to its last."""
    found = re.search(rf'<(header|footer|nav)[^>]* class="{name}".*?</\1>', page, re.DOTALL)
    assert found, page
    return found[0]


@pytest.fixture
def page(client: FlaskClient, content_dir: Path) -> str:
    an_article(content_dir, **SAID)
    return client.get("/articles/tides").text


def test_the_byline_names_the_days_of_publication_change_and_review(page: str) -> None:
    opening = part(page, "opening")
    for said in ("Published <time", "Updated <time", "Reviewed by Dr. Mo on <time"):
        assert said in opening
    assert DAY.findall(opening) == ["2026-01-02", "2026-02-04", "2026-02-03"]
    assert "1 min read" in opening


def test_the_foot_has_the_sources_the_review_and_the_medical_note(page: str) -> None:
    closing = part(page, "closing")
    assert "<li>Tables &lt;of&gt; 1900</li>" in closing
    assert '<a href="https://example.org/?a=1&amp;b=2">Charts</a>' in closing
    assert re.search("Last reviewed <time.*Next review due <time", closing, re.DOTALL)
    assert DAY.findall(closing) == ["2026-02-03", "2027-02-03"]
    assert "no medical advice" in closing


def test_what_was_not_said_is_not_claimed(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    page = client.get("/articles/tides").text
    for word in ("Updated", "eviewed", "Sources", "medical", "review due"):
        assert word not in page


def test_a_long_article_takes_its_minutes_and_lists_its_contents_in_any_script(
    client: FlaskClient, content_dir: Path
) -> None:
    headings = ("Приливы", "The moon", "潮汐")
    an_article_saying(content_dir, "".join(f"\n\n## {h}\n\n{MANY_WORDS}" for h in headings))
    page = client.get("/articles/tides").text
    assert "8 min read" in page
    contents = part(page, "contents")
    for anchor, heading in zip(("приливы", "the-moon", "潮汐"), headings, strict=True):
        assert f'<a href="#{anchor}">{heading}</a>' in contents
        assert f'<h2 id="{anchor}">{heading}</h2>' in page


def test_callouts_figures_tables_code_and_footnotes_reach_the_page(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article_saying(
        content_dir,
        '!!! warning "Mind the bar"\n    Surf.[^1]\n\n[^1]: A wave.\n\n'
        "![A chart](https://example.org/a.png)\n/// caption\nThe *bar*.\n///\n\n"
        "| a |\n|---|\n| b |\n\n```python\ndef f(): ...\n```\n",
    )
    page = client.get("/articles/tides").text
    assert '<p class="admonition-title">Mind the bar</p>' in page
    assert re.search(r"<figcaption>\s*<p>The <em>bar</em>.</p>\s*</figcaption>", page)
    assert 'role="region" tabindex="0"' in page
    assert '<span class="k">def</span>' in page
    assert '<a class="footnote-ref" href="#fn:1" role="doc-noteref">1</a>' in page
