"""The picture of an article that other sites show: its address, and the file that keeps it.

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
from gloss.web.addresses import whole

CACHE = "cache/share"  # in the instance folder
MOST_FILES = 4_000  # of some 25 kB each
DIGEST_BYTES = 8
PNG_MARK = b"\x89PNG"
log = logging.getLogger(__name__)

_drawing = Lock()


class Busy(Exception):
    """Another picture is being drawn: ask again in a moment."""


def address(article: Article) -> str:
    """Return the whole address of the picture as it should be now."""
    return whole("machines.picture", slug=article.slug, digest=digest(article))


def digest(article: Article) -> str:
    """Name what the picture shows."""
    shown = "\0".join((str(share_drawing.VERSION), *_words(article)))
    return blake2b(shown.encode(), digest_size=DIGEST_BYTES).hexdigest()


def picture_of(article: Article) -> bytes:
    """Return the PNG; the first time it takes some 50 ms of processor time.

    :raises Busy: if another one is being drawn.
    """
    file = settings.current().instance_dir / CACHE / f"{digest(article)}.png"
    return _kept(file) or _drawn(file, article)


def _words(article: Article) -> tuple[str, str, str]:
    ours = site.current()
    return article.title, ours.title, urlsplit(ours.address).netloc


def _kept(file: Path) -> bytes | None:
    """Read a picture, unless a power cut left the file empty."""
    try:
        png = file.read_bytes()
    except OSError:
        return None
    return png if png.startswith(PNG_MARK) else None


def _drawn(file: Path, article: Article) -> bytes:
    if not _drawing.acquire(blocking=False):
        raise Busy
    try:
        png = share_drawing.draw(*_words(article))
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
