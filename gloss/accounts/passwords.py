"""Passwords: hashed with argon2id, and checked at the same cost whether or not a name is known."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SHORTEST = 12  # characters
LONGEST = 200  # characters; room for any sentence, and too few to be work for us
hasher = PasswordHasher()  # the library's defaults: RFC 9106, second recommended option
AT_ONCE = 2  # hashings; each takes 64 MiB and a core, and pages are served beside them
PATIENCE_SECONDS = 5

_places = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """So many passwords are being checked that there was no place for another."""


def digest(password: str) -> str:
    """Return the salted hash of ``password``, with the parameters it was made with.

    :raises Busy: nothing was hashed.
    """
    with _place():
        return hasher.hash(_composed(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Tell whether ``password`` is the one that was hashed.

    :param password_hash: ``None`` for a name that is unknown or has no password yet: it costs as
        much as a wrong password, so that the time of an answer tells no names.
    :raises Busy: nothing was looked at.
    """
    if len(password) > LONGEST:
        return False
    if password_hash is None:
        digest(password)  # hashing is all that verifying costs
        return False
    with _place():
        try:
            return hasher.verify(password_hash, _composed(password))
        except VerifyMismatchError:
            return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the library has chosen stronger parameters since."""
    return hasher.check_needs_rehash(password_hash)


@contextmanager
def _place() -> Iterator[None]:
    """Wait for one of the places where hashing is done."""
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def _composed(password: str) -> str:
    """Return the one way to write what two keyboards may compose differently (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
