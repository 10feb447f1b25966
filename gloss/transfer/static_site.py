"""The whole site as static files, found as a search engine finds it: from link to link."""

import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from html import escape, unescape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gloss import site

SEEDS = ("/", "/sitemap.xml", "/robots.txt", "/llms.txt", "/favicon.ico")
NOWHERE = "/404"  # no page has this address; what it answers is what servers show for others
ALIVE = re.compile(r"/(moderation|search|receipts)(/|$)|/articles/[^/]+/(captcha|comments$)")
LINKED = re.compile(r"\b(?:href|src|content|poster)=\"([^\"]+)\"|<loc>([^<]+)</loc>")
RELATIVE = re.compile(r"(?<=\bhref=\")[^\"#/:][^\":]*(?=\")")  # from a page, not from its folder
SOURCES = re.compile(r"\bsrcset=\"([^\"]+)\"")
TEXTS = ("text/html", "application/xml", "application/atom+xml")
MOVED = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT, HTTPStatus.SEE_OTHER}
MOVED_PAGE = """<!doctype html>
<html>
<head>
  <meta charset="utf-8">
  <title>{to}</title>
  <meta http-equiv="refresh" content="0; url={to}">
  <link rel="canonical" href="{live}{to}">
</head>
<body><p>This is now at <a href="{to}">{to}</a>.</p></body>
</html>
"""


class StaticSite:
    """Saves what ``app`` shows to everybody."""

    def __init__(self, app: Flask, folder: Path) -> None:
        """Describe an export; ``app`` cannot serve the live site any more.

        :param folder: appears once everything is in it.
        """
        app.config["IS_STATIC"] = True
        self.faults: dict[str, int] = {}  # addresses that are linked to, with what they answered
        self._client: FlaskClient = app.test_client()
        self._live = site.of(app).address
        self._folder = folder
        self._draft = folder.with_name(f"{folder.name}.part")
        self._seen: set[str] = set()

    def save(self, former: Iterable[str]) -> int:
        """Save each page that can be reached; return the number of files.

        :param former: addresses that lead on to others.
        :raises OSError: nothing is at ``folder`` then.
        """
        shutil.rmtree(self._draft, ignore_errors=True)
        try:
            files = sum(self._saved(path) for path in self._reached(former))
            self._write("404.html", self._client.get(NOWHERE).data)
            self._draft.rename(self._folder)
        finally:
            shutil.rmtree(self._draft, ignore_errors=True)
        return files + 1

    def _reached(self, former: Iterable[str]) -> Iterator[str]:
        """Yield each address once; those that a page links to come after it."""
        self._waiting = deque(SEEDS)
        self._seen.update(SEEDS)
        self._former = set(map(self._path, former))
        self._wait_for(self._former)
        while self._waiting:
            yield self._waiting.popleft()

    def _wait_for(self, links: Iterable[str]) -> None:
        for link in links:
            path = self._path(link)
            if path and path not in self._seen and not ALIVE.match(path):
                self._seen.add(path)
                self._waiting.append(path)

    def _path(self, link: str) -> str:
        """Return the path of a link within the site; empty for all others."""
        within = link.removeprefix(self._live) or "/"
        is_within = within.startswith("/") and not within.startswith("//")
        return quote(unquote(urlsplit(within).path)) if is_within else ""

    def _saved(self, path: str) -> bool:
        response = self._client.get(path)
        if response.status_code == HTTPStatus.OK:
            self._keep(path, response)
            return True
        if response.status_code in MOVED:
            to = self._path(response.headers["Location"])
            place = urlsplit(response.headers["Location"]).fragment  # of a comment on its page
            target = f"{to}#{place}" if place else to
            page = MOVED_PAGE.format(to=escape(target), live=escape(self._live))
            self._write(f"{unquote(path)}/index.html", page.encode())
            self._wait_for([to])
            return True
        if path not in self._former:
            self.faults[path] = response.status_code
        return False

    def _keep(self, path: str, response: TestResponse) -> None:
        if response.mimetype not in TEXTS:
            self._write(unquote(path), response.data)
            return
        text = response.text
        if response.mimetype == "text/html":
            text = RELATIVE.sub(lambda link: escape(urljoin(path, unescape(link[0]))), text)
        self._wait_for(_links(text))
        self._write(_name(path, response), text.encode())

    def _write(self, name: str, content: bytes) -> None:
        file = (self._draft / name.strip("/")).resolve()
        if not file.is_relative_to(self._draft.resolve()):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _name(path: str, response: TestResponse) -> str:
    """Name the file of ``path``: a page is the index of a folder, so its address stays."""
    is_page = response.mimetype == "text/html"
    return f"{unquote(path)}/index.html" if is_page else unquote(path)


def _links(text: str) -> Iterator[str]:
    for found in LINKED.finditer(text):
        yield unescape(found[1] or found[2])
    for found in SOURCES.finditer(text):
        for source in unescape(found[1]).split(","):
            yield source.split()[0]
