"""Signed tokens: what we hand out, for anybody to read, and know again as ours."""

import hmac
from functools import cache

from itsdangerous import URLSafeSerializer
from itsdangerous.signer import SigningAlgorithm

HASH = "sha256"


@cache
def serializer(key: str, salt: str) -> URLSafeSerializer:
    """Sign with ``key`` for one use; a token signed for another ``salt`` is none.

    The key of that use is derived once, and not for each token: the tokens are the same.
    """
    derived = hmac.digest(key.encode(), salt.encode(), HASH)
    how = {"key_derivation": "none", "algorithm": _InOneCall()}
    return URLSafeSerializer(derived, salt=salt, signer_kwargs=how)


class _InOneCall(SigningAlgorithm):
    """An HMAC as ``itsdangerous`` makes it, without an object of its own."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, HASH)
