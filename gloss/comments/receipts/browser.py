"""What a browser keeps of its own comments: cookies that go to ``/my-comments`` and nowhere else.

The thank-you cannot read them, for it has another address. So it adds one cookie for its comment,
which is folded into one with the others as soon as the receipt is looked at.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Response, request
from itsdangerous import BadData

from gloss import settings, signing, site

PATH = "/my-comments"
MOST = 50  # comments; the newest win
SLOTS = 40  # for comments that were not folded yet: browsers and proxies bound a header's length
LIFETIME_SECONDS = 400 * 24 * 3600  # the most that browsers grant
SALT = "gloss.comments.my-comments"
NAME = "my-comments"


def remember(response: Response, receipt: str) -> None:
    """Let the browser find its comment again."""
    slot = int.from_bytes(hashlib.sha256(receipt.encode()).digest()[:4]) % SLOTS
    _set(response, f"{_name()}-{slot}", [receipt])


def known() -> list[str]:
    """Return the receipts that the browser of the present request keeps, newest last."""
    folded = _read(request.cookies.get(_name()))
    for name in _single_names():
        folded += _read(request.cookies.get(name))
    return list(dict.fromkeys(folded))[-MOST:]


def fold(response: Response, receipts: Sequence[str]) -> None:
    """Keep ``receipts`` in one cookie."""
    forget_singles(response)
    _set(response, _name(), list(receipts)[-MOST:])


def forget(response: Response) -> None:
    """Let the browser keep nothing."""
    forget_singles(response)
    _delete(response, _name())


def forget_singles(response: Response) -> None:
    """Take away the cookies of single comments that came with the request."""
    for name in _single_names():
        _delete(response, name)


def _single_names() -> list[str]:
    return [name for name in request.cookies if name.startswith(f"{_name()}-")]


def _read(value: str | None) -> list[str]:
    """Return the receipts of a cookie that one of our keys signed; of any other, none."""
    for key in settings.current().secret_keys if value else ():
        try:
            found = signing.serializer(key, SALT).loads(value or "")
        except BadData:
            continue
        return [str(receipt) for receipt in found] if isinstance(found, list) else []
    return []


def _set(response: Response, name: str, receipts: list[str]) -> None:
    value = signing.serializer(settings.current().secret_keys[0], SALT).dumps(receipts)
    assert isinstance(value, str)  # noqa: S101 (narrows the type)
    response.set_cookie(name, value, max_age=LIFETIME_SECONDS, **_scope())


def _delete(response: Response, name: str) -> None:
    response.delete_cookie(name, **_scope())


def _scope() -> dict[str, Any]:
    secure = site.current().is_https
    return {"path": PATH, "httponly": True, "samesite": "Lax", "secure": secure}


def _name() -> str:
    return f"__Secure-{NAME}" if site.current().is_https else NAME
