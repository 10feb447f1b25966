"""Who is signed in; everybody else is led to the sign-in page."""

import logging
import re
from datetime import datetime

from flask import abort, g, redirect, request, url_for

from gloss import clock, database
from gloss.accounts import cookie, sessions
from gloss.accounts.models import Moderator

# No backslash, space, control or non-ASCII character: no browser reads such a path as an address.
LOCAL = re.compile(rf"{cookie.PATH}(?:[/?][!-\[\]-~]*)?")
LONGEST_DESTINATION = 2_000  # characters
log = logging.getLogger(__name__)


def require_moderator() -> None:
    """Stand before every request of a blueprint: it serves moderators only."""
    signed_in()


def signed_in() -> Moderator:
    """Return who is signed in; who is not gets the sign-in page instead of this request.

    A page is come back to afterwards; what a form sent is not sent again.
    """
    moderator = current_moderator()
    if moderator is None:
        is_page = request.method in {"GET", "HEAD"}
        back = request.full_path.rstrip("?") if is_page else None
        abort(redirect(url_for("accounts.sign_in_page", next=back), 303))
    return moderator


def current_moderator() -> Moderator | None:
    """Return who is signed in, read once per request; only for pages below ``cookie.PATH``."""
    if "moderator" not in g:
        g.moderator = _find(clock.now())
    return g.moderator  # type: ignore[no-any-return]


def destination() -> str:
    """Return where to go after sign-in: the page asked for, if it is one of ours."""
    wanted = request.args.get("next", "")
    is_ours = len(wanted) <= LONGEST_DESTINATION and LOCAL.fullmatch(wanted)
    return wanted if is_ours else url_for("moderation.queue")


def _find(now: datetime) -> Moderator | None:
    token = cookie.token()
    found = sessions.find(database.db.session(), token, now) if token else None
    if found is None:
        return None
    if sessions.is_due(found, now):
        _keep(found.id, now)
    return found.moderator


def _keep(session_id: int, now: datetime) -> None:
    try:
        database.write(lambda session: sessions.keep(session, session_id, now))
    except database.Unavailable:  # then the next request does it
        log.info("The database was busy: a session was not prolonged this time.")
