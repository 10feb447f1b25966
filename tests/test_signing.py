"""Signed tokens: the same as ``itsdangerous`` makes, so that none that is out there is lost."""

import hashlib

import pytest
from itsdangerous import BadSignature, URLSafeSerializer

from gloss import signing

KEY, SALT, SAID = "k" * 32, "gloss.tests", ["a receipt", 7, "ö"]


def test_tokens_are_those_that_itsdangerous_makes() -> None:
    strong = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    theirs = URLSafeSerializer(KEY, salt=SALT, signer_kwargs=strong)
    ours = signing.serializer(KEY, SALT)
    assert ours.dumps(SAID) == theirs.dumps(SAID)
    assert ours.loads(theirs.dumps(SAID)) == theirs.loads(ours.dumps(SAID)) == SAID


@pytest.mark.parametrize(("key", "salt"), [("K" * 32, SALT), (KEY, "gloss.other"), ("", "")])
def test_a_token_of_another_key_or_use_is_none(key: str, salt: str) -> None:
    with pytest.raises(BadSignature):
        signing.serializer(KEY, SALT).loads(signing.serializer(key, salt).dumps(SAID))
