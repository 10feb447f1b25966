"""Looking through every file for what could be better, and mending what can be mended safely."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from werkzeug.routing import MapAdapter, RequestRedirect

from gloss.articles import rendering, replacing, source_text
from gloss.articles.article import Article, Page
from gloss.articles.checks import lint
from gloss.articles.checks.links import LinkBook, Site
from gloss.articles.files import Folder, SourceFile
from gloss.articles.problems import Problem, Unreadable
from gloss.articles.source_text import SourceText

PAGE = "reading.page"  # the endpoint that shows pages
MENDED_AT_ONCE = 100  # in one file; each is rendered alone, to see what comes of it


class Mended(NamedTuple):
    """A line of a file, as it was counted before, that got an empty one above it."""

    path: str
    line: int


def flaws(site: Site, folder: Folder) -> Iterator[Problem]:
    """Render every text, and find what could be better in it; broken versions are left out."""
    book = LinkBook(site)
    bodies = {}
    for content, text in _texts(site, folder):
        book.add(content, site.library.rendered(content))
        bodies[content.path] = text
        yield from _hidden(content, site)
        found = (*lint.of_head(content, site.now.date()), *lint.of_text(text.body, text.body_line))
        yield from (Problem(content.path, *flaw, is_error=False) for flaw in found)
    for path, href, message, mend in book.dead():
        line = bodies[path].body_line + _line(bodies[path].body, href)
        yield Problem(path, line, f"the link {href} {message}", mend, is_error=False)


def mend(folder: Folder) -> Iterator[Mended]:
    """Put an empty line above each list that is not seen as one; all other bytes stay.

    :raises OSError: if a file cannot be written; it is as it was.
    """
    for file in folder.scan():
        if isinstance(file, SourceFile) and (read := _read(file)):
            source, text = read
            if places := _safe_places(text):
                mended = _with_empty_lines(source, places)
                replacing.replace(Path(file.location).resolve(), mended)
                yield from (Mended(file.path, place) for place in places)


def _hidden(content: Article | Page, site: Site) -> Iterator[Problem]:
    """Tell of a page at an address where Gloss shows something of its own."""
    if isinstance(content, Page) and not _is_shown(content, site.routes):
        message = f"nobody sees it: /{content.slug} is a page of Gloss itself"
        yield Problem(
            content.path, 1, message, "add a line slug: … with another name", is_error=False
        )


def _is_shown(page: Page, routes: MapAdapter) -> bool:
    try:
        endpoint, _ = routes.match(f"/{page.slug}", "GET")
    except RequestRedirect:  # /tags leads to /tags/
        return False
    return bool(endpoint == PAGE)


def _texts(site: Site, folder: Folder) -> Iterator[tuple[Article | Page, SourceText]]:
    contents = site.library.snapshot.contents
    for file in folder.scan():
        if isinstance(file, SourceFile) and file.path in contents and (read := _read(file)):
            yield contents[file.path], read[1]


def _read(file: SourceFile) -> tuple[bytes, SourceText] | None:
    try:
        with Path(file.location).open("rb") as stream:
            source = stream.read(source_text.MAX_BYTES + 1)
        return source, source_text.split(source)
    except (OSError, Unreadable):  # told by the library
        return None


def _with_empty_lines(source: bytes, lines: list[int]) -> bytes:
    """Put an empty line in front of each of ``lines``, ended as the line before it is."""
    split = source.splitlines(keepends=True)
    for line in reversed(lines):
        above = split[line - 2]
        split.insert(line - 1, above[len(above.rstrip(b"\r\n")) :])
    return b"".join(split)


def _safe_places(text: SourceText) -> list[int]:
    """Return the lines at which an empty line above makes a list of a paragraph, and no less."""
    found = lint.hidden_lists(lint.prose(text.body))[:MENDED_AT_ONCE]
    lists = _lists(text.body) if found else 0
    return [
        text.body_line + place
        for place in found
        if _lists(_with_empty_lines(text.body.encode(), [place + 1]).decode()) > lists
    ]


def _lists(body: str) -> int:
    """Count the entries of lists that readers see; none of a text that cannot be rendered."""
    try:
        return rendering.render(body).html.count("<li>")
    except Exception:
        return 0


def _line(body: str, href: str) -> int:
    return body.count("\n", 0, max(0, body.find(href)))
