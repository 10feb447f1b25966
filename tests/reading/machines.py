"""Reads what Gloss tells machines, as they do: strictly."""

from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser
from extruct.jsonld import JsonLdExtractor
from flask.testing import FlaskClient
from lxml import etree

from tests.cast import an_article
from tests.reading import json_feed_rules

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XSD = etree.XMLSchema(file=str(Path(__file__).with_name("sitemap.xsd")))


def an_article_saying(content_dir: Path, text: str, slug: str = "tides", **front: str) -> None:
    """Put an article with a text of its own into the library's folder."""
    file = an_article(content_dir, slug, **front)
    head, _, _ = file.read_text().rpartition("---\n")
    file.write_text(f"{head}---\n\n{text}\n")


def atom(client: FlaskClient, address: str = "/feed.atom") -> Any:
    """Read an Atom feed; it keeps the rules of RFC 4287 that are easily broken."""
    response = client.get(address)
    assert response.content_type == "application/atom+xml; charset=utf-8", response.text
    root = ElementTree.fromstring(response.data)
    assert text_of(root, "id") == f"http://localhost{address}"
    assert text_of(root, "title")
    ids = [text_of(entry, "id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len({*ids})
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert datetime.fromisoformat(text_of(element, "updated")).tzinfo
        assert element.find(f"{ATOM}author/{ATOM}name") is not None
        alternates = [x for x in element.iter(f"{ATOM}link") if x.get("rel") == "alternate"]
        assert all(str(link.get("href")).startswith("http://localhost/") for link in alternates)
    parsed = feedparser.parse(response.data)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def json_feed(client: FlaskClient, address: str = "/feed.json") -> Any:
    """Read a JSON feed; it has what https://www.jsonfeed.org/version/1.1/ asks for."""
    response = client.get(address)
    assert response.content_type == "application/feed+json"
    feed = response.get_json(force=True)
    assert list(json_feed_rules.faults(feed)) == []
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://localhost{address}"
    for item in feed["items"]:
        assert "content_html" in item or "content_text" in item
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert datetime.fromisoformat(item["date_modified"]).tzinfo
        assert all(author["name"] for author in item["authors"])
    return feed


def sitemap(client: FlaskClient, address: str, root: str, child: str) -> dict[str, datetime | None]:
    """Read a sitemap or an index of them, by the rules of the protocol's XSD."""
    response = client.get(address)
    assert response.content_type == "application/xml; charset=utf-8", response.text
    XSD.assertValid(etree.fromstring(response.data))
    tree = ElementTree.fromstring(response.data)
    assert tree.tag == SITEMAP + root
    return dict(_entry(element, SITEMAP + child) for element in tree)


def json_ld(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    """Read the JSON-LD of a page as extruct does."""
    found = JsonLdExtractor().extract(client.get(address).text)
    assert all(block["@context"] == "https://schema.org" for block in found)
    return [node for block in found for node in block.get("@graph", [block])]


def text_of(element: Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None
    return found.text or ""


def _entry(element: Element, tag: str) -> tuple[str, datetime | None]:
    assert element.tag == tag
    names = [child.tag.removeprefix(SITEMAP) for child in element]
    assert names in (["loc"], ["loc", "lastmod"])
    loc, *lastmod = (child.text or "" for child in element)
    assert loc.startswith("http://localhost/")
    assert loc.isascii()
    moments = [datetime.fromisoformat(text) for text in lastmod]
    assert all(moment.tzinfo for moment in moments)
    return loc, moments[0] if moments else None
