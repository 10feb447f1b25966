"""The headers that keep a page from being abused, on every response."""

from flask import Flask, Response

from gloss import site

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make our own forms send `Origin: null`
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TWO_YEARS = "max-age=63072000"


def init_app(app: Flask) -> None:
    """Add the headers to each response that does not set its own."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    named = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 (pairs else)
    for name, value in HEADERS.items():
        if name.lower() not in named:
            response.headers.add(name, value)
    if site.current().is_https:
        response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
    return response
