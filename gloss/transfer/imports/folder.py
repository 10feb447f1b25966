"""A folder of HTML or plain text: each file is an article under the path that it had."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from gloss.transfer.imports import html_text
from gloss.transfer.imports.old_site import Losses, OldArticle, Thing, Unreadable

HTML, PLAIN = {".html", ".htm", ".xhtml"}, {".txt", ".text"}
AROUND = ("nav", "header", "footer", "aside")  # of a whole page, beside its text
MOST_BYTES = 20 << 20
DATES = (  # CSS selectors, and the attribute that holds the date
    ('meta[property="article:published_time"]', "content"),
    ('meta[name="date"]', "content"),
    ("time[datetime]", "datetime"),
)


class Folder:
    """Files that one wrote by hand, or that another generator made."""

    def __init__(self, folder: Path) -> None:
        self.name = f"folder {folder.resolve().name}"
        self.losses = Losses()
        self._folder = folder

    def things(self) -> Iterator[Thing]:
        """Yield an article for each file, in the order of their paths."""
        if not self._folder.is_dir():
            raise Unreadable(f"{self._folder} is no folder.")
        for file in sorted(self._folder.rglob("*")):
            if file.suffix.lower() in HTML | PLAIN and file.is_file() and not file.is_symlink():
                yield from self._article(file)

    def _article(self, file: Path) -> Iterator[OldArticle]:
        if file.stat().st_size > MOST_BYTES:
            self.losses.note("A file of more than 20 MB is no article.")
            return
        written = self._text(file)
        path = file.relative_to(self._folder).as_posix()
        is_html = file.suffix.lower() in HTML
        soup = BeautifulSoup(written if is_html else _as_html(written), "html.parser")
        title = _title(soup) or file.stem
        yield OldArticle(
            key=path,
            address=f"/{path}",
            slug=file.stem if file.stem != "index" else file.parent.name,
            title=title,
            markdown=html_text.markdown(_body(soup), self.losses),
            published=_published(soup) or datetime.fromtimestamp(int(file.stat().st_mtime), UTC),
            summary=_attribute(soup, 'meta[name="description"]', "content"),
            author=_attribute(soup, 'meta[name="author"]', "content"),
        )

    def _text(self, file: Path) -> str:
        content = file.read_bytes()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.losses.note("A file that is not UTF-8 was read as Windows-1252: look it over.")
            return content.decode("cp1252", errors="replace")


def _as_html(text: str) -> str:
    """Make the first line the title, and each empty line the end of a paragraph."""
    first, _, rest = text.strip().partition("\n")
    return f"<h1>{escape(first.strip())}</h1>\n{html_text.with_paragraphs(escape(rest))}"


def _title(soup: BeautifulSoup) -> str:
    for name in ("h1", "title"):
        found = soup.find(name)
        if isinstance(found, Tag) and found.get_text(strip=True):
            return " ".join(found.get_text(" ").split())
    return ""


def _body(soup: BeautifulSoup) -> str:
    """Return the text of a page: its article or main part if it says which, without its title."""
    body = soup.find("article") or soup.find("main") or soup.find("body") or soup
    assert isinstance(body, Tag)  # noqa: S101 (narrows the type)
    for part in [*body.find_all(AROUND), *body.find_all("h1", limit=1), *body.find_all("title")]:
        part.decompose()
    return body.decode_contents()


def _published(soup: BeautifulSoup) -> datetime | None:
    for selector, holder in DATES:
        try:
            moment = datetime.fromisoformat(_attribute(soup, selector, holder))
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _attribute(soup: BeautifulSoup, selector: str, holder: str) -> str:
    found = soup.select_one(selector)
    return str(found.get(holder, "")).strip() if found else ""
