"""The web addresses of picture files: each changes with the file, so it can be kept for ever."""

import hmac
from hashlib import blake2b
from urllib.parse import quote

from gloss.pictures.places import Place

PREFIX = "/pictures/"
FROM = "from"  # of files as they lie beside the text
SEAL_LENGTH = 16
VERSION_BYTES = 6


def of_size(digest: str, file: str) -> str:
    """Return the address of a file that was made of a picture."""
    return f"{PREFIX}{digest}/{quote(file)}"


def of_file(place: Place, secret: str) -> str:
    """Return the address of a file beside a text.

    It is sealed, so that what lies beside a draft cannot be guessed: only a page tells it.
    """
    mark = seal(place.path, secret) + version(place)
    return f"{PREFIX}{FROM}/{mark}/{quote(place.path)}"


def is_sealed(path: str, mark: str, secrets: tuple[str, ...]) -> bool:
    """Tell whether one of our pages gave the address of ``path`` away."""
    given = mark[:SEAL_LENGTH].encode()
    return any(hmac.compare_digest(given, seal(path, secret).encode()) for secret in secrets)


def is_current(place: Place, mark: str) -> bool:
    """Tell whether the file is still as it was when the address was made."""
    return mark[SEAL_LENGTH:] == version(place)


def seal(path: str, secret: str) -> str:
    """Return a short name for ``path`` that nobody can make without our secret."""
    return hmac.digest(secret.encode(), f"picture {path}".encode(), "sha256").hex()[:SEAL_LENGTH]


def version(place: Place) -> str:
    """Return a short name for the file as it is now."""
    return blake2b(place.state.encode(), digest_size=VERSION_BYTES).hexdigest()
