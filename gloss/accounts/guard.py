"""Who is signed in, and who may do what; everybody else is led to where they can prove it."""

import logging
import re
from datetime import datetime, timedelta

from flask import abort, flash, g, redirect, request, url_for

from gloss import clock, database, site
from gloss.accounts import cookie, sessions
from gloss.accounts.account_log import Actor
from gloss.accounts.models import Moderator, ModeratorSession
from gloss.language import gettext as _
from gloss.visitors import network

# No backslash, space, control or non-ASCII character: no browser reads such a path as an address.
LOCAL = re.compile(rf"{cookie.PATH}(?:[/?][!-\[\]-~]*)?")
LONGEST_DESTINATION = 2_000  # characters
ASKED_AGAIN_AFTER = timedelta(minutes=10)  # the password, before a page with an account's form
FORMS_TAKEN_FOR = timedelta(minutes=30)  # so that nobody loses what was typed in between
READING = frozenset({"GET", "HEAD"})
log = logging.getLogger(__name__)


def require_moderator() -> None:
    """Stand before every request of a blueprint: it serves moderators only."""
    signed_in()


def require_admin() -> None:
    """Stand before every request of a blueprint: it serves admins only."""
    admin = signed_in()
    if not admin.is_admin:
        abort(403, _("Only admins look after accounts. Please ask an admin of this site."))
    if site.current().admins_need_second_factor and not admin.second_factor:
        flash(_("On this site admins need a second factor. Add yours, then go on."))
        abort(redirect(url_for("account.second_factor_page"), 303))


def require_recent_password() -> None:
    """Stand before requests that change accounts: the password was typed a moment ago."""
    signed_in()
    age = clock.now() - session_here().confirmed_at
    if age >= (ASKED_AGAIN_AFTER if request.method in READING else FORMS_TAKEN_FOR):
        abort(redirect(url_for("account.confirmation_page", next=_way_back()), 303))


def signed_in() -> Moderator:
    """Return who is signed in; who is not gets the sign-in page instead of this request.

    A page is come back to afterwards; what a form sent is not sent again.
    """
    moderator = current_moderator()
    if moderator is None:
        abort(redirect(url_for("accounts.sign_in_page", next=_way_back()), 303))
    return moderator


def current_moderator() -> Moderator | None:
    """Return who is signed in, read once per request; only for pages below ``cookie.PATH``."""
    current = _current_session()
    return current.moderator if current else None


def session_here() -> ModeratorSession:
    """Return the session of this browser; only where somebody is signed in."""
    current = _current_session()
    assert current is not None  # noqa: S101 (a guard stood before)
    return current


def actor() -> Actor:
    """Return who acts in this request, for the log."""
    current = _current_session()
    here = network.of_request()
    return Actor(current.moderator_id, current.id, here) if current else Actor(network=here)


def destination() -> str:
    """Return where to go after sign-in: the page asked for, if it is one of ours."""
    wanted = request.args.get("next", "")
    is_ours = len(wanted) <= LONGEST_DESTINATION and LOCAL.fullmatch(wanted)
    return wanted if is_ours else url_for("moderation.queue")


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method in READING else None


def _current_session() -> ModeratorSession | None:
    if "moderator_session" not in g:
        g.moderator_session = _find(clock.now())
    return g.moderator_session  # type: ignore[no-any-return]


def _find(now: datetime) -> ModeratorSession | None:
    token = cookie.token()
    found = sessions.find(database.db.session(), token, now) if token else None
    if found is not None and sessions.is_due(found, now):
        _keep(found.id, now)
    return found


def _keep(session_id: int, now: datetime) -> None:
    try:
        database.write(lambda session: sessions.keep(session, session_id, now))
    except database.Unavailable:  # then the next request does it
        log.info("The database was busy: a session was not prolonged this time.")
