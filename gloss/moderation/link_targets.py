"""Where the links of a comment really lead."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from gloss.comments.rendering import body_html

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
MOST = 20


@dataclass(frozen=True)
class Target:
    """One link: what it says, and where it leads."""

    said: str
    address: str
    host: str  # as machines read it: look-alike letters show as xn--…
    spelt: str  # the host as people would read it, where that is another

    @property
    def is_misleading(self) -> bool:
        """Whether it says that it leads to another host."""
        named = _host(self.said if "://" in self.said else f"//{self.said}")
        return bool(named) and "." in named and " " not in self.said and named != self.host


def of(text: str) -> list[Target]:
    """Return the links that ``text`` shows, at most ``MOST``."""
    found = LINK.findall(body_html(text))[:MOST]
    return [_target(unescape(href), unescape(TAG.sub("", said))) for href, said in found]


def _target(address: str, said: str) -> Target:
    host = _host(address)
    spelt = _spelt(host)
    return Target(said.strip(), address, host, "" if spelt == host else spelt)


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _spelt(host: str) -> str:
    try:
        return host.encode().decode("idna")
    except UnicodeError:
        return host
