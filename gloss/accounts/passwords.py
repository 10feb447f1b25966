"""Passwords: hashed with argon2id, and checked at the same cost whether or not a name is known."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SHORTEST = 12  # characters
LONGEST = 200  # characters; room for any sentence, and too few to be work for us
hasher = PasswordHasher()  # the library's defaults: RFC 9106, second recommended option


def digest(password: str) -> str:
    """Return the salted hash of ``password``, with the parameters it was made with."""
    return hasher.hash(_composed(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Tell whether ``password`` is the one that was hashed.

    :param password_hash: ``None`` for a name that is unknown or has no password yet: it costs as
        much as a wrong password, so that the time of an answer tells no names.
    """
    if len(password) > LONGEST:
        return False
    if password_hash is None:
        digest(password)  # hashing is all that verifying costs
        return False
    try:
        return hasher.verify(password_hash, _composed(password))
    except VerifyMismatchError:
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the library has chosen stronger parameters since."""
    return hasher.check_needs_rehash(password_hash)


def _composed(password: str) -> str:
    """Return the one way to write what two keyboards may compose differently (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
