"""The moderators' cookie: it goes to their pages alone, and holds a session's token and no more."""

from flask import Flask, Response, request, session

from gloss import site
from gloss.accounts.sessions import LONGEST

PATH = "/moderation"
TOKEN = "token"  # noqa: S105 (the name of an entry)


def init_app(app: Flask) -> None:
    """Narrow Flask's own signed session to ``PATH``, and keep its pages out of all caches."""
    with app.app_context():
        is_https = site.current().is_https
    app.config.update(
        SESSION_COOKIE_NAME="__Secure-gloss" if is_https else "gloss",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # Strict would lose it on a link from a letter
        PERMANENT_SESSION_LIFETIME=LONGEST,
    )
    app.after_request(_keep_nowhere)


def token() -> str | None:
    """Return the token that the browser sent, if any."""
    return session.get(TOKEN)


def renew(token: str | None) -> None:
    """Begin a new cookie that holds ``token``: whatever was planted before is gone."""
    session.clear()
    if token:
        session[TOKEN] = token


def _keep_nowhere(response: Response) -> Response:
    if request.path == PATH or request.path.startswith(PATH + "/"):
        response.headers["Cache-Control"] = "no-store"
    return response
