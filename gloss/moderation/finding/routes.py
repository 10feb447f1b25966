"""Saved views over HTTP."""

from urllib.parse import parse_qsl

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from gloss import database
from gloss.accounts import guard
from gloss.moderation.finding import views
from gloss.moderation.finding.forms import FilterForm, ViewForm
from gloss.moderation.models import LONGEST_QUERY, SavedView

blueprint = Blueprint("views", __name__, url_prefix="/moderation/views")
blueprint.before_request(guard.require_moderator)


@blueprint.post("/")
def save() -> ResponseReturnValue:
    """Keep the filters that are set under a name."""
    form, mo = ViewForm(request.form), guard.signed_in().id
    query = FilterForm.of(MultiDict(parse_qsl(form.query.data or ""))).query()
    if form.validate() and len(query) <= LONGEST_QUERY:
        name = (form.name.data or "").replace("\0", "").strip()
        is_shared = form.is_shared.data
        view = SavedView(moderator_id=mo, name=name, query=query, is_shared=is_shared)
        database.write(lambda session: views.save(session, view), is_public=False)
    return redirect(_queue(query), 303)


@blueprint.post("/<id:view_id>/removal")
def remove(view_id: int) -> ResponseReturnValue:
    """Forget one view."""
    mo = guard.signed_in().id
    database.write(lambda session: views.remove(session, view_id, mo), is_public=False)
    return redirect(_queue(""), 303)


def _queue(query: str) -> str:
    return url_for("moderation.queue") + (f"?{query}" if query else "")
