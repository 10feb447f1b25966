"""Tokens of sessions and links: the browser holds the token, the database only its hash."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new() -> str:
    """Return a fresh token of 43 characters that fit into an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what is kept of ``token``: 64 hexadecimal digits.

    A token is random and long, so that it needs neither salt nor a slow hash.
    """
    return sha256(token.encode()).hexdigest()
