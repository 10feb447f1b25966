"""Links inside the site that lead to nothing, found once all articles are known."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from gloss.articles.article import Article, Page
from gloss.articles.library import Library
from gloss.articles.rendering import Rendered

LINK = re.compile(r'<a\b[^<>]{0,2000}?\shref="([^"<>]{1,2000})"')
ID = re.compile(r"""\s(?:id|name)=["']?([^"'\s<>]+)""")
OF_PAGE = re.compile("|main|top|comments?(?:-.*)?|add-comment")  # ids that our own templates set


class DeadLink(NamedTuple):
    """A link that leads to nothing, and from where."""

    path: str  # of the file
    href: str  # as it was written
    message: str
    mend: str


class Site(NamedTuple):
    """What links can lead to."""

    library: Library
    routes: MapAdapter
    address: str  # scheme and host
    now: datetime


class LinkBook:
    """The links and the anchors of every text, to be judged at the end."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._links: list[tuple[Article | Page, str]] = []
        self._ids: dict[str, frozenset[str]] = {}

    def add(self, content: Article | Page, rendered: Rendered) -> None:
        """Note what ``content`` links to, and what can be linked to in it."""
        self._ids[_address(content)] = frozenset(map(unescape, ID.findall(rendered.html)))
        self._links += ((content, unescape(href)) for href in LINK.findall(rendered.html))

    def dead(self) -> Iterator[DeadLink]:
        """Judge all links that were noted."""
        for content, href in self._links:
            base = self._site.address + _address(content)
            try:
                target = urlsplit(urljoin(base, href))
            except ValueError:
                yield DeadLink(content.path, href, "is no address", "write a whole address")
                continue
            if f"{target.scheme}://{target.netloc}" == self._site.address:
                yield from self._judged(content, href, target)

    def _judged(
        self, content: Article | Page, href: str, target: SplitResult
    ) -> Iterator[DeadLink]:
        path, anchor = unquote(target.path) or "/", unquote(target.fragment)
        if path != _address(content) and (fault := self._fault(path)):
            yield DeadLink(content.path, href, *fault)
        elif path in self._ids and anchor not in self._ids[path] and not OF_PAGE.fullmatch(anchor):
            mend = f"link to one of its headings, or write {{#{anchor}}} after the one you mean"
            yield DeadLink(content.path, href, "leads to no heading of that text", mend)

    def _fault(self, path: str) -> tuple[str, str] | None:
        """Say why nothing can be read at ``path``, if so."""
        library, now = self._site.library, self._site.now
        try:
            endpoint, named = self._site.routes.match(path, "GET")
        except HTTPException:
            endpoint, named = "", {}
        if endpoint == "reading.article":
            found: object = library.reached(named["slug"], now)
        elif endpoint == "reading.page":
            found = library.page(named["slug"]) or library.formerly_at(path, now)
        elif endpoint == "reading.tag":
            found = library.tags(now).get(named["slug"])
        else:
            found = endpoint or library.formerly_at(path, now)
        if found:
            return None
        if path in self._ids:
            return "leads to what is not public", "publish that too, or remove the link"
        return "leads to nothing here", "correct the address, or remove the link"


def _address(content: Article | Page) -> str:
    return f"/articles/{content.slug}" if isinstance(content, Article) else f"/{content.slug}"
