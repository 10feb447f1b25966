"""WordPress: the XML that Tools → Export writes (WXR)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from gloss.comments.models import State
from gloss.transfer.imports import html_text, safe_xml
from gloss.transfer.imports.old_site import Losses, OldArticle, OldComment, Thing, Unreadable
from gloss.transfer.imports.safe_xml import local_name, text

SHORT_CODE = re.compile(r"\[/?([a-z][\w-]+)(?:\s[^\]]*)?\](?!\()")
CAPTION = re.compile(r"\[caption[^\]]*\]\s*(.*?<img[^>]*>(?:</a>)?)\s*(.*?)\[/caption\]", re.DOTALL)
FIGURE = r"<figure>\1<figcaption>\2</figcaption></figure>"
BLOCK_MARK = re.compile(r"<!--.*?-->", re.DOTALL)
STATES = {"1": State.APPROVED, "0": State.PENDING, "spam": State.SPAM}
TRASH = {"trash", "post-trashed"}
KINDS = {"post", "page"}
PUBLIC = {"publish", "future"}  # what is to come has its moment in the future
NEVER = "0000-00-00 00:00:00"
PICTURES = "Pictures stay on the old site: the links to them lead there, and go when it goes."
PASSWORD = "An article that asked for a password comes as a draft."  # noqa: S105 (a sentence)


class WordPress:
    """One export; its comments stand inside their articles."""

    def __init__(self, file: Path) -> None:
        self.name = "wordpress"
        self.losses = Losses()
        self._file = file
        self._authors: dict[str, str] = {}  # names to be shown, by login

    def things(self) -> Iterator[Thing]:
        """Yield each comment when it has been read, and each article when it ends."""
        item = None
        for event, element in safe_xml.events(self._file):
            name = local_name(element)
            if event == "start":
                item = element if name == "item" else item
            elif name == "base_blog_url":
                self.name = f"wordpress {element.text}"
            elif name == "author":
                self._note_author(element)
            elif name == "comment" and item is not None:
                yield from self._comment(element, item)
                element.clear()
            elif name == "item":
                yield from self._article(element)
                element.clear()
        if self.name == "wordpress":
            raise Unreadable(f"{self._file} is no export of WordPress (it names no blog).")

    def _note_author(self, author: Element) -> None:
        login = text(author, "author_login")
        self._authors[login] = text(author, "author_display_name") or login

    def _article(self, item: Element) -> Iterator[OldArticle]:
        kind, state = text(item, "post_type"), text(item, "status")
        if kind not in KINDS or state in TRASH:
            self._count_left_out(kind, state)
            return
        has_password = bool(text(item, "post_password"))
        self.losses.note(PASSWORD, has_password)
        author = text(item, "creator")
        yield OldArticle(
            key=text(item, "post_id"),
            address=_path(text(item, "link")),
            slug=unquote(text(item, "post_name")),
            title=text(item, "title"),
            markdown=self._markdown(text(item, "encoded", "/content/")),
            published=_moment(text(item, "post_date_gmt")),
            is_page=kind == "page",
            is_draft=state not in PUBLIC or has_password,
            summary=self._plain(text(item, "encoded", "/excerpt/")),
            author=self._authors.get(author, author),
            tags=tuple(_tags(item)),
        )

    def _count_left_out(self, kind: str, state: str) -> None:
        if kind == "attachment":
            self.losses.note(PICTURES)
        elif state in TRASH:
            self.losses.note("Articles in the bin stay there.")
        else:
            self.losses.note(f"Entries of the kind “{kind}” are neither articles nor pages.")

    def _comment(self, comment: Element, item: Element) -> Iterator[OldComment]:
        kind, state = text(comment, "comment_type"), text(comment, "comment_approved")
        if kind not in {"", "comment"}:
            self.losses.note(f"A {kind} is no comment.")
            return
        if state in TRASH:
            self.losses.note("Comments in the bin stay there.")
            return
        parent = text(comment, "comment_parent")
        yield OldComment(
            key=text(comment, "comment_id"),
            parent_key="" if parent == "0" else parent,
            article=text(item, "post_id"),
            author_name=self._plain(text(comment, "comment_author")),
            email=text(comment, "comment_author_email"),
            text=self._markdown(text(comment, "comment_content")),
            posted_at=_moment(text(comment, "comment_date_gmt"))
            or datetime(1970, 1, 1, tzinfo=UTC),
            state=STATES.get(state, State.PENDING),
        )

    def _markdown(self, html: str) -> str:
        bare = CAPTION.sub(FIGURE, BLOCK_MARK.sub("", html))
        for code in SHORT_CODE.findall(bare):
            self.losses.note(f"The short code [{code}] stands in the text as it was written.")
        return html_text.markdown_of_wordpress(bare, self.losses)

    def _plain(self, html: str) -> str:
        return " ".join(html_text.plain(html).split())


def _tags(item: Element) -> Iterator[str]:
    for child in item:
        is_tag = local_name(child) == "category" and child.get("domain") in {"category", "post_tag"}
        if is_tag and child.text and child.get("nicename") != "uncategorized":
            yield child.text.strip()


def _path(link: str) -> str:
    """Return the path of an address; empty where it says no more than a number (``/?p=1``)."""
    path = urlsplit(link).path
    return "" if path == "/" else path


def _moment(written: str) -> datetime | None:
    """Read a moment in Greenwich's time, which WordPress has beside the local one."""
    if not written or written == NEVER:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        return None
