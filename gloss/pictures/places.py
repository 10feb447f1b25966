"""Where an address in a text leads: to a file beside it, and to nothing else."""

import os
import posixpath
import stat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from gloss.pictures.problems import Unusable

PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}
MIMETYPES = PICTURES | {".pdf": "application/pdf"}  # of all that may be fetched
MISSING_MEND = "put the file there, or mend the address"
OUTSIDE_MEND = "put the file itself into the content folder"
KIND_MEND = "save it as JPEG, PNG, WebP, AVIF, GIF or SVG"


class Place(NamedTuple):
    """A file that readers may fetch."""

    path: str  # within the content folder: moon/photo.jpg
    location: Path
    state: str  # differs once the file has changed
    bytes: int

    @property
    def suffix(self) -> str:
        """What the name says that the file is."""
        return self.location.suffix.lower()


def is_beside(address: str) -> bool:
    """Tell whether ``address`` is relative: to a file beside the text, if to any."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.path) and not (parts.scheme or parts.netloc or parts.path.startswith("/"))


def joined(folder: str, address: str) -> str:
    """Follow a relative ``address`` from ``folder``; both lie within the content folder.

    :returns: a path that may still lead anywhere; ``find`` refuses what leads out.
    """
    return posixpath.normpath(posixpath.join(folder, unquote(urlsplit(address).path)))


def find(root: Path, path: str) -> Place:
    """Find the file ``path`` in the content folder ``root``.

    :raises Unusable: if it is not there, leads out of the folder, or is no kind of file to show.
    """
    _check_path(path)
    location = root / path
    try:
        real = location.resolve(strict=True)
        facts = real.stat()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is too long
        raise Unusable("the file is not there", MISSING_MEND) from None
    if not real.is_relative_to(root.resolve()) or _is_hidden(real.relative_to(root.resolve())):
        raise Unusable("the link leads out of the content folder", OUTSIDE_MEND)
    if not os.access(real, os.R_OK):
        raise Unusable("the file cannot be read", "see that Gloss may read it")
    if not stat.S_ISREG(facts.st_mode) or not _is_same_kind(location, real):
        raise Unusable("it is not a picture", KIND_MEND)
    return Place(path, location, _state(facts), facts.st_size)


def state(root: Path, path: str) -> str:
    """Tell the state of a file that was found before; empty if it is gone."""
    try:
        return _state(os.stat(f"{root}/{path}"))  # noqa: PTH116 (speed: it is asked for each file)
    except (OSError, ValueError):
        return ""


def _state(facts: os.stat_result) -> str:
    return f"{facts.st_mtime_ns} {facts.st_size}"


def _check_path(path: str) -> None:
    if "\\" in path or not path.isprintable() or path.startswith(("/", "..")):
        raise Unusable("the address leads out of the content folder", MISSING_MEND)
    if _is_hidden(Path(path)):
        raise Unusable("hidden files are not shown", "give the file a name without a leading dot")
    if Path(path).suffix.lower() not in MIMETYPES:
        raise Unusable("it is not a picture", KIND_MEND)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_same_kind(location: Path, real: Path) -> bool:
    """Tell whether a link is as good as its word: photo.jpg may not be a link to notes.md."""
    return MIMETYPES[location.suffix.lower()] == MIMETYPES.get(real.suffix.lower())
