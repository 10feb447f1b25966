"""Disqus: the XML of its export, in which threads name pages and posts name threads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from gloss.comments.models import State
from gloss.transfer.imports import html_text, safe_xml
from gloss.transfer.imports.old_site import Losses, OldComment, Thing, Unreadable
from gloss.transfer.imports.safe_xml import local_name, text

ID = "{http://disqus.com/disqus-internals}id"


class Disqus:
    """One export. It holds no articles; its threads find ours by the paths of their pages."""

    def __init__(self, file: Path) -> None:
        self.name = "disqus"
        self.losses = Losses()
        self._file = file
        self._pages: dict[str, str] = {}  # paths, by the ids of threads

    def things(self) -> Iterator[Thing]:
        """Yield the comments; the threads stand before them."""
        is_export, depth = False, 0
        for event, element in safe_xml.events(self._file):
            depth += 1 if event == "start" else -1
            name = local_name(element)
            is_export = is_export or name == "disqus"
            if event == "end" and depth == 1:  # a child of the root; posts hold a thread too
                if name == "thread":
                    self._pages[element.get(ID, "")] = urlsplit(text(element, "link")).path
                elif name == "post":
                    yield from self._comment(element)
                element.clear()
        if not is_export:
            raise Unreadable(f"{self._file} is no export of Disqus.")

    def _comment(self, post: Element) -> Iterator[OldComment]:
        if text(post, "isDeleted") == "true":
            self.losses.note("Deleted comments stay where they are.")
            return
        author = next((child for child in post if local_name(child) == "author"), post)
        yield OldComment(
            key=post.get(ID, ""),
            parent_key=_id_of(post, "parent"),
            article=self._pages.get(_id_of(post, "thread"), ""),
            author_name=text(author, "name") or text(author, "username"),
            email=text(author, "email"),
            text=html_text.markdown(text(post, "message"), self.losses),
            posted_at=_moment(text(post, "createdAt")),
            state=State.SPAM if text(post, "isSpam") == "true" else State.APPROVED,
        )


def _id_of(post: Element, name: str) -> str:
    return next((child.get(ID, "") for child in post if local_name(child) == name), "")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
