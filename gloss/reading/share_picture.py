"""The picture that other sites show of an article or the site: its address, and its file.

Drawn when it is first asked for, one at a time, and never for a page: pages only name it. Its
address changes with what is drawn, so everybody may keep it for ever.
"""

import logging
import os
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from gloss import settings, site
from gloss.articles.article import Article
from gloss.reading import share_drawing
from gloss.reading.share_drawing import Dress
from gloss.web.addresses import whole

CACHE = "cache/share"  # in the instance folder
MOST_FILES = 4_000  # of some 25 kB each
DIGEST_BYTES = 8
PNG_MARK = b"\x89PNG"
log = logging.getLogger(__name__)

_drawing = Lock()


class Busy(Exception):
    """Another picture is being drawn: ask again in a moment."""


def address(article: Article | None) -> str:
    """Return the whole address of the picture as it is now; without an article, of the site's."""
    if article is None:
        return whole("machines.site_picture", digest=digest(""))
    return whole("machines.picture", slug=article.slug, digest=digest(article.title))


def digest(title: str) -> str:
    """Name what the picture of ``title`` shows."""
    shown = "\0".join((str(share_drawing.VERSION), title, *_dress()))
    return blake2b(shown.encode(), digest_size=DIGEST_BYTES).hexdigest()


def picture_of(title: str) -> bytes:
    """Return the PNG; the first time it takes some 20 ms of processor time.

    :param title: of an article; empty for the site alone.
    :raises Busy: if another one is being drawn.
    """
    file = settings.current().instance_dir / CACHE / f"{digest(title)}.png"
    return _kept(file) or _drawn(file, title)


def _dress() -> Dress:
    ours = site.current()
    return Dress(ours.title, urlsplit(ours.address).netloc, ours.colours.accent)


def _kept(file: Path) -> bytes | None:
    """Read a picture, unless a power cut left the file empty."""
    try:
        png = file.read_bytes()
    except OSError:
        return None
    return png if png.startswith(PNG_MARK) else None


def _drawn(file: Path, title: str) -> bytes:
    if not _drawing.acquire(blocking=False):
        raise Busy
    try:
        png = share_drawing.draw(title, _dress())
        _keep(file, png)
        return png
    finally:
        _drawing.release()


def _keep(file: Path, png: bytes) -> None:
    """Keep a picture for later; without a place for it, it is drawn again next time."""
    draft = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_room(file.parent)
        draft.write_bytes(png)
        draft.replace(file)
    except OSError as fault:
        log.warning("%s cannot be kept: %s", file, fault)


def _make_room(folder: Path) -> None:
    """Delete the oldest tenth of the pictures once there are as many as there may be."""
    files = list(os.scandir(folder))
    if len(files) >= MOST_FILES:
        oldest_first = sorted(files, key=lambda file: file.stat().st_mtime)
        for file in oldest_first[: 1 + len(files) - MOST_FILES + MOST_FILES // 10]:
            Path(file).unlink(missing_ok=True)
