"""What a page says in its head: one address, a card for other sites, and JSON-LD."""

import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.settings import ROOT
from tests.cast import Visitor, a_moderator, an_article
from tests.reading.machines import json_ld

TIDES = "/articles/tides"
HERE = "http://localhost"
BREAKING_OUT = "</script><script>alert(1)</script><!--<script> & ' \\u2028"
# What schema.org and Google's "Article", "Breadcrumb" and "Discussion" pages ask of each type.
REQUIRED = {
    "Article": {"headline", "datePublished", "dateModified", "author", "publisher", "image", "url"},
    "MedicalWebPage": {"headline", "author"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "Comment": {"author", "datePublished", "text"},
    "Person": {"name"},
    "Organization": {"name", "url"},
    "WebSite": {"name", "url"},
    "WebPage": {"@id"},
    "CreativeWork": {"name"},
}


class Head(HTMLParser):
    """Collects what the head of a page says in ``meta`` and ``link``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in named:
            self.meta[named.get("property") or named["name"]] = named["content"]
        if tag == "link":
            self.links.append((named["rel"], named["href"]))


def head(client: FlaskClient, address: str) -> Head:
    return Head(client.get(address).text)


def check(node: Any) -> None:
    """Check each typed node within ``node`` against what its type must have."""
    if isinstance(node, list):
        for item in node:
            check(item)
    elif isinstance(node, dict):
        types = node.get("@type", [])
        for kind in [types] if isinstance(types, str) else types:
            assert REQUIRED[kind] <= node.keys(), node
        for value in node.values():
            assert value not in ("", [], {}, None)
            check(value)


@pytest.fixture
def reviewed(content_dir: Path) -> None:
    an_article(
        content_dir,
        medical="true",
        author="Ada",
        reviewer="Dr. Mo",
        reviewed="2026-02-03",
        updated="2026-02-04",
        summary="In and out.",
        tags="[Sea, Moon]",
        sources="['Tables', {title: Charts, url: 'https://example.org/charts'}]",
    )


def test_an_article_says_who_wrote_and_who_reviewed_it_and_on_what_it_rests(
    client: FlaskClient, reviewed: None
) -> None:
    article, trail = json_ld(client, TIDES)
    check([article, trail])
    assert article["@type"] == ["MedicalWebPage", "Article"]
    assert article["author"] == [{"@type": "Person", "name": "Ada", "url": f"{HERE}/authors/ada"}]
    assert article["lastReviewed"] == "2026-02-03"
    assert article["reviewedBy"] == {"@type": "Person", "name": "Dr. Mo"}
    assert article["datePublished"] == "2026-01-02T00:00:00+00:00"
    assert article["dateModified"] == "2026-02-04T00:00:00+00:00"
    assert article["keywords"] == ["Sea", "Moon"]
    assert article["citation"] == [
        {"@type": "CreativeWork", "name": "Tables"},
        {"@type": "CreativeWork", "name": "Charts", "url": "https://example.org/charts"},
    ]
    assert [item["name"] for item in trail["itemListElement"]] == ["Tidewater", "Tides"]


def test_an_article_that_says_little_is_described_without_empty_words(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    article, trail = json_ld(client, TIDES)
    check([article, trail])
    assert article["@type"] == "Article"
    assert article["author"][0]["@type"] == "Organization"


def test_the_review_of_an_article_that_is_not_medical_belongs_to_its_page(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, reviewer="Mo", reviewed="2026-02-03")
    article, _ = json_ld(client, TIDES)
    assert article["mainEntityOfPage"]["lastReviewed"] == "2026-02-03"
    assert "lastReviewed" not in article


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/tags/sea", ["Tidewater", "Tags", "Sea"]),
        ("/authors/ada", ["Tidewater", "Authors", "Ada"]),
        ("/archive/2026", ["Tidewater", "Archive", "2026"]),
    ],
)
def test_a_list_says_where_it_belongs(
    client: FlaskClient, reviewed: None, address: str, names: list[str]
) -> None:
    [trail] = json_ld(client, address)
    check(trail)
    items = trail["itemListElement"]
    assert [item["name"] for item in items] == names
    assert [item["position"] for item in items] == [1, 2, 3]


def test_the_home_page_describes_the_site(client: FlaskClient) -> None:
    [site] = json_ld(client, "/")
    check(site)
    assert (site["@type"], site["name"], site["url"]) == ("WebSite", "Tidewater", f"{HERE}/")


def test_only_approved_comments_are_described(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    approved = Visitor(client, "Bo").posted("潮" * 1_000)
    Visitor(client, "Eve").posted("Not yet.")
    a_moderator(app).decides(approved.id, "approval")
    article, _ = json_ld(client, TIDES)
    check(article)
    [comment] = article["comment"]
    assert comment["@id"] == f"{HERE}/articles/tides#comment-{approved.id}"
    assert comment["author"]["name"] == "Bo"
    assert comment["text"] == "潮" * 119 + "…"
    assert article["commentCount"] == 1


def test_no_value_ends_the_block_it_stands_in(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    quoted = json.dumps(BREAKING_OUT)
    an_article(content_dir, title=quoted, author=quoted, summary=quoted, tags=f"[{quoted}]")
    comment = Visitor(client, "</script>").posted(BREAKING_OUT)
    a_moderator(app).decides(comment.id, "approval")
    article, _ = json_ld(client, TIDES)
    assert article["headline"] == BREAKING_OUT.replace("\u2028", " ")
    assert article["comment"][0]["author"]["name"] == "</script>"
    page = client.get(TIDES).text
    assert "<script>alert" not in page
    assert len(re.findall("</script>", page)) == 2  # the data, and comments.js


def test_structured_data_needs_no_hole_in_the_policy(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "/"),
        ("/page/1", "/"),
        ("/?utm_source=x", "/"),
        (TIDES, TIDES),
        ("/tags/sea", "/tags/sea"),
        ("/tags/sea/page/1", "/tags/sea"),
        ("/authors/ada", "/authors/ada"),
        ("/authors/", "/authors/"),
        ("/archive/2026/page/1", "/archive/2026"),
        ("/about", "/about"),
    ],
)
def test_every_page_has_one_address(
    client: FlaskClient, content_dir: Path, reviewed: None, address: str, canonical: str
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages" / "about.md").write_text("---\ntitle: About\n---\n")
    found = [href for rel, href in head(client, address).links if rel == "canonical"]
    assert found == [HERE + canonical]
    assert head(client, address).meta["og:url"] == HERE + canonical


def test_a_page_that_does_not_exist_claims_no_address(client: FlaskClient) -> None:
    assert "canonical" not in dict(head(client, "/nowhere").links)


def test_other_sites_get_a_card(client: FlaskClient, reviewed: None) -> None:
    meta = head(client, TIDES).meta
    assert meta["description"] == meta["og:description"] == "In and out."
    assert meta["og:title"] == "Tides"
    assert meta["og:type"] == "article"
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:published_time"] == "2026-01-02T00:00:00+00:00"
    picture = meta["og:image"]
    assert picture == json_ld(client, TIDES)[0]["image"]
    assert client.get(picture.removeprefix(HERE)).content_type == "image/png"
    assert head(client, "/").meta["og:type"] == "website"


def test_an_article_with_all_that_it_needs_stays_small(
    client: FlaskClient, content_dir: Path
) -> None:
    shutil.copy(ROOT / "content" / "microcurrent-massage.md", content_dir)
    page = client.get("/articles/microcurrent-massage").data
    files = [(ROOT / "static" / name).read_bytes() for name in ("site.css", "comments.js")]
    assert sum(len(gzip.compress(file)) for file in (page, *files)) < 30_000
