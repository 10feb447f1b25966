"""Puts the pictures into rendered HTML, as they are known now.

Rendering leaves ``<img src="photo.jpg">`` as the author wrote it, so that what is kept of a text
depends on the text alone. This last step runs whenever a page is made: it converts nothing, and of
a picture that is not known yet it reads the first bytes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from markupsafe import Markup

from gloss.articles.illustrations import file_addresses, markup
from gloss.articles.illustrations.album import Album
from gloss.pictures import facts, places, stripping, tags
from gloss.pictures.facts import MAX_FETCHED_BYTES, SVG_HEAD_BYTES, Facts
from gloss.pictures.outcomes import Made, Refused
from gloss.pictures.places import Place
from gloss.pictures.problems import Unusable

TAG = re.compile(r"<(img|a)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)


class Shown(NamedTuple):
    """A picture in a text."""

    address: str  # as the author wrote it
    has_alt: bool  # words for who cannot see it; none at all is another matter than empty ones


class Illustrator:
    """Knows where pictures lie and what is known of them."""

    def __init__(self, content_dir: Path, album: Album, secret: str) -> None:
        self.content_dir = content_dir
        self._album = album
        self._secret = secret

    def illustrated(self, html: Markup, text_path: str) -> Markup:
        """Return ``html`` with its pictures in place, and its links to files beside the text.

        :param text_path: of its file as people know it: content/moon/index.md.
        """
        if "<img" not in html and "<a " not in html:
            return html  # as it was, also as an object
        page = _Page(text_path)
        return Markup(TAG.sub(partial(self._replaced, page), html))  # noqa: S704 (as it was)

    def pictures(self, html: Markup, text_path: str) -> tuple[str, ...]:
        """List the paths of the pictures that ``html`` shows, wherever they lead."""
        folder = _folder(text_path)
        beside = (shown.address for shown in shown_in(html) if places.is_beside(shown.address))
        return tuple(dict.fromkeys(places.joined(folder, address) for address in beside))

    def fault(self, text_path: str, address: str) -> Refused | None:
        """Say why a picture cannot be shown, as far as can be told without decoding it."""
        picture = places.joined(_folder(text_path), address)
        known = self._album.known(picture)
        try:
            place = places.find(self.content_dir, picture)
            if known and known.state == place.state:
                return known.outcome if isinstance(known.outcome, Refused) else None
            _check(place)
        except Unusable as fault:
            return Refused(fault.message, fault.mend)
        return None

    def _replaced(self, page: "_Page", tag: re.Match[str]) -> str:
        typed = tags.attributes(tag[0])
        try:
            if tag[1].lower() == "a":
                return self._linked(page, tag[0], typed)
            return self._placed(page, tag[0], typed)
        except Unusable:
            return markup.absent(typed)

    def _linked(self, page: "_Page", tag: str, typed: dict[str, str]) -> str:
        address = typed.get("href", "")
        if Path(address).suffix.lower() not in places.MIMETYPES or not places.is_beside(address):
            return tag
        try:
            place = places.find(self.content_dir, places.joined(page.folder, address))
        except Unusable:
            return tag
        return tags.written("a", typed | {"href": self._address(place)})

    def _placed(self, page: "_Page", tag: str, typed: dict[str, str]) -> str:
        address = typed.get("src", "")
        if not places.is_beside(address):
            return tag
        picture = places.joined(page.folder, address)
        known = self._album.use(picture, page.text_path)
        is_current = known and known.state == places.state(self.content_dir, picture)
        outcome = known.outcome if known and is_current else None
        if isinstance(outcome, Refused):
            return markup.absent(typed)
        if isinstance(outcome, Made) and outcome.widths:
            return markup.sized(outcome, typed, is_first=page.is_first_picture())
        return self._as_it_is(page, picture, typed)

    def _as_it_is(self, page: "_Page", picture: str, typed: dict[str, str]) -> str:
        place = places.find(self.content_dir, picture)
        found = _looked_at(place)
        if place.bytes > MAX_FETCHED_BYTES:  # it is worth waiting for a smaller one
            return markup.absent(typed)
        size, is_first = (found.width, found.height), page.is_first_picture()
        return markup.whole(self._address(place), typed, size, is_first=is_first)

    def _address(self, place: Place) -> str:
        return file_addresses.of_file(place, self._secret)


class _Page:
    """One text that is being illustrated."""

    def __init__(self, text_path: str) -> None:
        self.text_path = text_path
        self.folder = _folder(text_path)
        self._pictures = 0

    def is_first_picture(self) -> bool:
        self._pictures += 1
        return self._pictures == 1


def shown_in(html: str) -> Iterator[Shown]:
    """List the pictures of rendered ``html``."""
    for tag in TAG.finditer(html):
        if tag[1].lower() == "img":
            typed = tags.attributes(tag[0])
            yield Shown(typed.get("src", ""), "alt" in typed)


def _folder(text_path: str) -> str:
    """Return the folder of a text within the content folder; empty for that folder itself."""
    return text_path.partition("/")[2].rpartition("/")[0]


def _looked_at(place: Place) -> Facts:
    with _reading(place) as stream:
        if place.suffix == ".svg":
            return facts.of_svg(stream.read(SVG_HEAD_BYTES))
        with facts.opened(stream) as image:
            return facts.of_image(image)


def _check(place: Place) -> None:
    """Go through the whole file, unless it is a drawing or very large."""
    if place.suffix == ".svg" or place.bytes > MAX_FETCHED_BYTES:
        _looked_at(place)
    else:
        with _reading(place) as stream:
            stripping.stripped(stream.read())


@contextmanager
def _reading(place: Place) -> Iterator[BinaryIO]:
    try:
        with place.location.open("rb") as stream:
            yield stream
    except OSError as fault:
        mend = "see that Gloss may read it"
        raise Unusable(f"it cannot be read: {fault.strerror}", mend) from None
