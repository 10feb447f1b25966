"""Claims over HTTP: noted with each press that leads on, and renewed by the script of the page."""

import logging
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from gloss import clock, database
from gloss.accounts import guard
from gloss.moderation import claims, queue_page
from gloss.moderation.finding.forms import FilterForm

blueprint = Blueprint("claims", __name__, url_prefix="/moderation/comments")
blueprint.before_request(guard.require_moderator)

log = logging.getLogger(__name__)


@blueprint.post("/<id:comment_id>/claim")
def claim(comment_id: int) -> ResponseReturnValue:
    """Tell others that one comment is before this moderator's eyes; return what others have."""
    note(comment_id)
    others = claims.of_others(database.db.session(), guard.signed_in().id, clock.now())
    return {str(comment): name for comment, name in others.items()}


@blueprint.post("/<id:comment_id>/leaving")
def leave(comment_id: int) -> ResponseReturnValue:
    """Go on to the next comment without a decision."""
    return redirect(led_on(comment_id, request.form.get("origin", "")), 303)


def led_on(comment_id: int, origin: str, decision_id: int | None = None) -> str:
    """Claim the next of the comments that one came from; return the address that shows it.

    Who came from none of the lists stays on the comment's own page.
    """
    if not origin:
        return url_for("moderation.comment", comment_id=comment_id, decided=decision_id)
    asked = FilterForm.of(MultiDict(parse_qsl(origin)))
    now, mo, session = clock.now(), guard.signed_in().id, database.db.session()
    following = queue_page.following(session, asked.wanted(now), comment_id, mo, now)
    if following:
        note(following.id)
    on = {"after": comment_id} | ({"decided": decision_id} if decision_id else {})
    return f"{url_for('moderation.queue')}?{asked.query()}&{urlencode(on)}#focus"


def note(comment_id: int) -> None:
    """Note that a comment is before this moderator's eyes, unless the database is too busy."""
    mo, now = guard.signed_in().id, clock.now()
    try:
        database.write(lambda session: claims.claim(session, comment_id, mo, now), is_public=False)
    except database.Unavailable as fault:
        log.info("A claim was not noted this time (%s)", fault)
