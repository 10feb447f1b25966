"""Feeds over HTTP: of articles as Atom and as JSON Feed, of comments as Atom."""

import json
import re

from flask import Blueprint, Response, abort, render_template

from gloss import clock, site
from gloss.articles import library
from gloss.comments import published
from gloss.language import endonym, gettext, speak
from gloss.reading import directory, feeds
from gloss.reading.feeds import Feed
from gloss.reading.routes import let_caches_ask
from gloss.web.addresses import canonical, whole

TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

blueprint = Blueprint("feeds", __name__)
blueprint.after_request(let_caches_ask)


@blueprint.get("/feed.<any(atom, json):kind>")
def articles(kind: str) -> Response:
    """Give the newest articles."""
    newest = library.current().works(clock.now())
    feed = feeds.of_articles(site.current().title, whole("reading.home"), newest)
    return _answer(feed, kind)


@blueprint.get("/tags/<slug>/feed.<any(atom, json):kind>")
def tag(slug: str, kind: str) -> Response:
    """Give the newest articles under one tag."""
    found = library.current().tags(clock.now()).get(slug) or abort(404)
    page = whole("reading.tag", slug=slug)
    return _answer(feeds.of_articles(_titled(found.label), page, found.articles), kind)


@blueprint.get("/authors/<slug>/feed.<any(atom, json):kind>")
def author(slug: str, kind: str) -> Response:
    """Give the newest articles of one author."""
    listing = library.current().snapshot.listing(clock.now())
    found = directory.of(listing).authors.get(slug) or abort(404)
    page = whole("lists.author", slug=slug)
    return _answer(feeds.of_articles(_titled(found.name), page, found.articles), kind)


@blueprint.get("/languages/<code>/feed.<any(atom, json):kind>")
def language(code: str, kind: str) -> Response:
    """Give the newest articles in one language."""
    found = library.current().other_languages(clock.now()).get(code) or abort(404)
    speak(code)
    page = whole("lists.language", code=code)
    return _answer(feeds.of_articles(_titled(endonym(code)), page, found), kind)


@blueprint.get("/comments/feed.atom")
def comments() -> Response:
    """Give the newest comments on articles that are public."""
    now = clock.now()
    shelf = library.current()
    found = ((c, shelf.by_id(c.thread.article_id, now)) for c in published.newest())
    shown = [(comment, article) for comment, article in found if article]
    return _atom(feeds.of_comments(_titled(gettext("Comments")), whole("reading.home"), shown))


@blueprint.get("/articles/<slug>/comments/feed.atom")
def comments_on(slug: str) -> Response:
    """Give the newest comments on one article."""
    article = library.current().article(slug, clock.now()) or abort(404)
    speak(article.language)
    shown = [(comment, article) for comment in published.newest_on(article.article_id)]
    title = gettext("Comments on %(title)s", title=article.title)
    return _atom(feeds.of_comments(_titled(title), whole("reading.article", slug=slug), shown))


def _answer(feed: Feed, kind: str) -> Response:
    return _json(feed) if kind == "json" else _atom(feed)


def _json(feed: Feed) -> Response:
    text = json.dumps(feeds.as_json(feed, canonical()), ensure_ascii=False)
    return Response(text, mimetype=TYPES["json"])


def _atom(feed: Feed) -> Response:
    """Write Atom, RFC 4287; XML 1.0 cannot hold control characters, not even escaped."""
    text = render_template("reading/feed.xml", feed=feed, address=canonical())
    return Response(NOT_IN_XML.sub("", text), mimetype=TYPES["atom"])


def _titled(name: str) -> str:
    return f"{name} · {site.current().title}"
