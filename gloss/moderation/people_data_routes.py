"""One person's data over HTTP: looked at, handed out, or erased for good; for admins alone.

The address is sent by POST at each step, so that no log of requests holds it.
"""

from datetime import datetime
from functools import partial

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import account_log, guard
from gloss.accounts.models import AccountEvent, Deed
from gloss.comments.receipts import personal_data
from gloss.language import ngettext, stored
from gloss.moderation import people_data
from gloss.moderation.forms import ErasureForm, PersonForm
from gloss.moderation.people_data import Person

NUMBER = stored("comments: %(number)s")

blueprint = Blueprint("people_data", __name__, url_prefix="/moderation/people-data")
blueprint.before_request(guard.require_admin)
blueprint.before_request(guard.require_recent_password)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Ask whose data is meant."""
    return _page(PersonForm(None))


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """Show what is kept, before anything is done with it."""
    form = PersonForm(request.form)
    if not form.validate():
        return _page(form), 422
    return _preview(form, ErasureForm(None))


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Hand out what is kept as a file; the log of accounts tells of that, and not of whom."""
    form = PersonForm(request.form)
    if not form.validate():
        return _page(form), 422
    found = people_data.exported(database.db.session(), form.person())
    _note(Deed.PERSON_EXPORTED, len(found["comments"]))
    response = jsonify(found)
    response.headers["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@blueprint.post("/erasure")
def erase() -> ResponseReturnValue:
    """Erase what is kept for good, once that is confirmed."""
    form, confirmed = PersonForm(request.form), ErasureForm(request.form)
    if not form.validate():
        return _page(form), 422
    if not confirmed.validate():
        return _preview(form, confirmed), 422
    number = _erased(form.person())
    flash(
        ngettext("%(num)d comment is erased.", "%(num)d comments are erased.", number, num=number)
    )
    return redirect(url_for(".page"), 303)


def _erased(person: Person) -> int:
    """Erase part by part, and note each: who is interrupted begins again, and loses nothing."""
    parts = list(people_data.parts(database.db.session(), person))
    for ids in parts:
        by = guard.actor().did(Deed.PERSON_ERASED, to=NUMBER % {"number": len(ids)})
        database.write(partial(_erase, ids=ids, by=by, now=clock.now()))
    return sum(map(len, parts))


def _erase(session: Session, ids: list[int], by: AccountEvent, now: datetime) -> None:
    personal_data.erase(session, ids, now)
    account_log.note(session, by, now)


def _note(deed: Deed, number: int) -> None:
    by, now = guard.actor().did(deed, to=NUMBER % {"number": number}), clock.now()
    database.write(lambda session: account_log.note(session, by, now), is_public=False)


def _page(form: PersonForm) -> str:
    return render_template("moderation/people_data.html", form=form)


def _preview(form: PersonForm, confirmed: ErasureForm) -> str:
    person = form.person()
    return render_template(
        "moderation/people_data.html",
        form=form,
        person=person,
        kept=people_data.kept(database.db.session(), person),
        confirmed=confirmed,
        most_shown=people_data.MOST_SHOWN,
    )
