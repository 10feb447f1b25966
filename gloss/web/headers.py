"""The headers that keep a page from being abused, on every response."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

from gloss import site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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
    strict = {"Strict-Transport-Security": TWO_YEARS} if site.of(app).is_https else {}
    app.wsgi_app = _Secured(app.wsgi_app, HEADERS | strict)  # type: ignore[assignment, method-assign]


class _Secured:
    """Stands around an application: in one go, where Flask would look for each header anew."""

    def __init__(self, app: "WSGIApplication", headers: dict[str, str]) -> None:
        self._app = app
        self._headers = {name.lower(): (name, value) for name, value in headers.items()}

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        def start_secured(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            own = {name.lower() for name, _ in headers}
            ours = [header for name, header in self._headers.items() if name not in own]
            return start(status, headers + ours, *fault)

        return self._app(environ, start_secured)
