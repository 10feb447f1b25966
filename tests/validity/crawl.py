"""Walks through a site as robots do: from link to link, each page once."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin

from flask.testing import FlaskClient

LINK = re.compile(r'<a\s[^>]*?\bhref="([^"]*)"')
HERE = "http://localhost"
MOST_PAGES = 500


def pages(client: FlaskClient, *starts: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the HTML of each page that links lead to from ``starts``."""
    waiting, seen = [*starts], {*starts}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code < 400, f"{path}: {response.status}"
        if response.mimetype == "text/html" and response.status_code == 200:
            yield path, response.text
            new = [link for link in _links(path, response.text) if link not in seen]
            seen.update(new)
            waiting += new
        assert len(seen) < MOST_PAGES


def _links(path: str, page: str) -> Iterator[str]:
    for address in dict.fromkeys(LINK.findall(page)):
        whole, _ = urldefrag(urljoin(HERE + path, unescape(address)))
        if whole.startswith(f"{HERE}/"):
            yield whole.removeprefix(HERE)
