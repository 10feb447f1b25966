"""The moderators' cookie: it goes to their pages alone, and holds a session's token and no more.

Between a right password and the code of a second factor it holds that the former was right.
"""

from dataclasses import asdict

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from gloss import site
from gloss.accounts import devices
from gloss.accounts.sessions import LONGEST
from gloss.accounts.signing_in import Browser, Halfway
from gloss.visitors import network

PATH = "/moderation"
TOKEN = "token"  # noqa: S105 (the name of an entry)
HALFWAY = "halfway"


class ModeratorsSession(SecureCookieSessionInterface):
    """Flask's own signed session, for moderators' pages: on all others it is empty and stays so."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie where browsers send it; elsewhere writing to a session is a fault."""
        return super().open_session(app, request) if _is_theirs(request.path) else None


def init_app(app: Flask) -> None:
    """Narrow Flask's own signed session to ``PATH``, and keep its pages out of all caches."""
    app.session_interface = ModeratorsSession()
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


def halfway() -> Halfway | None:
    """Return that a password was right a moment ago, if so."""
    kept = session.get(HALFWAY)
    return Halfway(**kept) if kept else None


def browser() -> Browser:
    """Return where this request comes from, as a session that begins notes it."""
    device = devices.describe(request.headers.get("User-Agent", ""))
    return Browser(token(), device, network.of_request())


def renew(token: str | None) -> None:
    """Begin a new cookie that holds ``token``: whatever was planted before is gone."""
    _begin_anew()
    if token:
        session[TOKEN] = token


def go_halfway(half: Halfway) -> None:
    """Begin a new cookie that holds no token yet, but that the password was right."""
    _begin_anew()
    session[HALFWAY] = asdict(half)


def _begin_anew() -> None:
    session.clear()
    g.pop("moderator_session", None)  # the guard's: it looks again at who is signed in


def _is_theirs(path: str) -> bool:
    return path == PATH or path.startswith(PATH + "/")


def _keep_nowhere(response: Response) -> Response:
    if _is_theirs(request.path):
        response.headers["Cache-Control"] = "no-store"
    return response
