"""What a page says, once more for machines: schema.org's terms in JSON-LD.

Browsers never run such a block, as its type is no script's: our Content-Security-Policy allows it.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from gloss import site
from gloss.articles import addresses
from gloss.articles.article import Article
from gloss.articles.front_matter.values import Source
from gloss.comments.neutral import neutral
from gloss.comments.published import PublishedComment
from gloss.comments.thread_pages import ThreadPage
from gloss.reading import share_picture
from gloss.reading.versions import language_of
from gloss.web.addresses import whole

Node = dict[str, Any]

COMMENT_CHARACTERS = 120  # the whole text is on the page already; this is to know it by


def json_ld(node: Node) -> Markup:
    """Write ``node`` so that no value in it can end the script element."""
    return htmlsafe_json_dumps(node, dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))


def of_site() -> Node:
    """Describe the site: for its home page."""
    ours = site.current()
    named = {"name": ours.title, "url": whole("reading.home"), "inLanguage": ours.language}
    return _whole({"@type": "WebSite", **named, "description": ours.description})


def trail(parent: tuple[str, str], name: str) -> Node:
    """Describe the way to a page called ``name``.

    :param parent: the name and the endpoint of the list that it is in.
    """
    return _whole(_trail((parent, name)))


def of_article(article: Article, series: Sequence[Article], thread: ThreadPage | None) -> Node:
    """Describe an article, its place in its series, and the comments shown with it."""
    part = _part(article, series) if series else {}
    comments = _comments(article, thread) if thread else {}
    parts = [_article(article) | part | comments, _trail((article.title,))]
    return _whole({"@graph": [_given(part) for part in parts]})


def _whole(node: Node) -> Node:
    return {"@context": "https://schema.org", **_given(node)}


def _given(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}


def _article(article: Article) -> Node:
    address = whole("reading.article", slug=article.slug)
    about_the_page = {
        "lastReviewed": _day(article.reviewed),
        "reviewedBy": _person(article.reviewer),
    }
    return {
        "@type": ["MedicalWebPage", "Article"] if article.medical else "Article",
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address} | _given(about_the_page),
        "headline": article.title,
        "description": article.summary,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.updated or article.published).isoformat(),
        "author": [_author(name) for name in article.authors] or [_publisher()],
        "publisher": _publisher(),
        "image": share_picture.address(article),
        "inLanguage": language_of(article),
        "keywords": [tag.label for tag in article.tags],
        "citation": [_citation(source) for source in article.sources],
    } | (about_the_page if article.medical else {})


def _part(article: Article, series: Sequence[Article]) -> Node:
    return {
        "isPartOf": {"@type": "CreativeWorkSeries", "name": article.series},
        "position": series.index(article) + 1,
    }


def _comments(article: Article, thread: ThreadPage) -> Node:
    address = whole("reading.article", slug=article.slug)
    return {
        "commentCount": thread.count,
        "comment": [_comment(each, address) for each in thread.comments if not each.is_removed],
    }


def _comment(comment: PublishedComment, address: str) -> Node:
    parent = comment.parent
    return _given(
        {
            "@type": "Comment",
            "@id": f"{address}#comment-{comment.id}",
            "author": _person(comment.author_name),
            "datePublished": comment.posted_at.isoformat(),
            "text": _beginning(neutral(comment.text)),
            "commentCount": comment.answers,
            "parentItem": {"@id": f"{address}#comment-{parent.id}"} if parent else None,
        }
    )


def _beginning(text: str) -> str:
    """Cut a text anywhere: not all languages put spaces between words."""
    return text if len(text) <= COMMENT_CHARACTERS else f"{text[: COMMENT_CHARACTERS - 1]}…"


def _author(name: str) -> Node:
    known, slug = site.current().author(name), addresses.slug(name)
    address = whole("lists.author", slug=slug) if slug else ""
    about = {"jobTitle": known.role, "description": known.bio, "sameAs": known.url}
    return _given(_person(name) | {"url": address} | about)


def _publisher() -> Node:
    return {"@type": "Organization", "name": site.current().title, "url": whole("reading.home")}


def _person(name: str) -> Node:
    return {"@type": "Person", "name": name} if name else {}


def _citation(source: Source) -> Node:
    return _given({"@type": "CreativeWork", "name": source.title, "url": source.url})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _trail(steps: tuple[tuple[str, str] | str, ...]) -> Node:
    items = list(_items(steps))
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _items(steps: tuple[tuple[str, str] | str, ...]) -> Iterator[Node]:
    """Yield the home page, and each step: the last, where one is, has no address."""
    for position, step in enumerate(((site.current().title, "reading.home"), *steps), start=1):
        name, link = (step, {}) if isinstance(step, str) else (step[0], {"item": whole(step[1])})
        yield {"@type": "ListItem", "position": position, "name": name, **link}
