"""Whole addresses, as feeds, search engines and other sites need them."""

from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for

from gloss import site

FIRST_PAGE = ("number", 1)


def init_app(app: Flask) -> None:
    """Offer ``whole_address`` and ``canonical_address`` to templates."""
    app.jinja_env.globals.update(whole_address=whole, canonical_address=canonical)


def whole(endpoint: str, **values: Any) -> str:
    """Return the address of a page as readers type it, whatever the request came by, if any did."""
    base = site.current().address
    if has_request_context():
        return base + url_for(endpoint, **values)
    with current_app.test_request_context(base_url=base):  # in the background work
        return base + url_for(endpoint, **values)


def canonical() -> str:
    """Return the one address of the page being rendered: the first of a list has no number."""
    values = request.view_args or {}
    return whole(str(request.endpoint), **{n: v for n, v in values.items() if (n, v) != FIRST_PAGE})
