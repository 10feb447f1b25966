"""Changes to published comments over HTTP: what stands there, and what is to stand there."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import guard
from gloss.comments import revising
from gloss.comments.models import CommentRevision
from gloss.comments.revising import ChangedSince, SeenRevision, Unknown
from gloss.moderation import queue
from gloss.moderation.forms import DecisionForm
from gloss.moderation.routes import for_every_page

blueprint = Blueprint("changes", __name__, url_prefix="/moderation/changes")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/")
def waiting() -> ResponseReturnValue:
    """List the changes that wait, each beside the text that it is to replace."""
    changes = queue.changes()
    return render_template("moderation/changes.html", changes=changes, form=DecisionForm(None))


@blueprint.get("/<id:revision_id>")
def change(revision_id: int) -> ResponseReturnValue:
    """Show one change."""
    return _page(revision_id)


@blueprint.post("/<id:revision_id>/approval")
def approve(revision_id: int) -> ResponseReturnValue:
    """Publish one change exactly as the moderator saw it."""
    return _decide(revision_id, revising.approve)


@blueprint.post("/<id:revision_id>/rejection")
def reject(revision_id: int) -> ResponseReturnValue:
    """Refuse one change: the old text stays."""
    return _decide(revision_id, revising.reject)


def _decide(
    revision_id: int, decide: Callable[[Session, SeenRevision, datetime], int]
) -> ResponseReturnValue:
    form = DecisionForm(request.form)
    if not form.validate():
        return _page(revision_id, form), 422
    seen = form.seen_change(revision_id, by=guard.signed_in().id)
    try:
        made = database.write(lambda session: decide(session, seen, clock.now()))
    except ChangedSince:
        return _page(revision_id, has_changed=True), 409
    except Unknown:
        abort(404)
    return redirect(url_for(".waiting", decided=made), 303)


def _page(revision_id: int, form: DecisionForm | None = None, *, has_changed: bool = False) -> str:
    found = database.db.session.get(CommentRevision, revision_id, populate_existing=True)
    if found is None:
        abort(404)
    return render_template(
        "moderation/changes.html",
        changes=[found],
        form=form or DecisionForm(None),
        has_changed=has_changed,
    )
