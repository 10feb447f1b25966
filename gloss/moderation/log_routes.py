"""The log of decisions: searched, and exported for spreadsheets."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.accounts import account_log, guard, moderators
from gloss.accounts.models import Deed
from gloss.language import stored
from gloss.moderation import records
from gloss.moderation.forms import DecisionLogForm
from gloss.moderation.routes import for_every_page
from gloss.web import spreadsheets
from gloss.web.row_ids import row_id

blueprint = Blueprint("decisions", __name__, url_prefix="/moderation/log")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("")
def log() -> ResponseReturnValue:
    """Show the decisions asked for, newest first."""
    form, session = _form(), database.db.session()
    found = records.page(session, form.wanted(), request.args.get("before", None, row_id))
    return render_template(
        "moderation/log.html", made=found.decisions, before=found.before, form=form
    )


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Hand out the decisions asked for as a file; the log of accounts tells of that."""
    form, now = DecisionLogForm(request.form), clock.now()
    form.validate()
    wanted, exported = form.wanted(), guard.actor().did(Deed.LOG_EXPORTED, to=stored("decisions"))
    database.write(lambda session: account_log.note(session, exported, now))
    name = f"decisions-{now:%Y-%m-%d}"
    return spreadsheets.response(name, records.table(database.db.engine, wanted))


def _form() -> DecisionLogForm:
    asked, session = DecisionLogForm(request.args), database.db.session()
    asked.validate()
    asked.offer([*moderators.everyone(session), *moderators.removed(session)])
    return asked
