"""The log of accounts, for admins: searched by person, kind and period, and exported."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import account_log, cookie, guard, moderators
from gloss.accounts.account_log import Wanted
from gloss.accounts.forms import LogForm
from gloss.accounts.models import AccountEvent, Deed, Moderator
from gloss.language import stored
from gloss.web import spreadsheets
from gloss.web.forms import chosen_id
from gloss.web.row_ids import row_id

blueprint = Blueprint("account_log", __name__, url_prefix=f"{cookie.PATH}/people/log")
blueprint.before_request(guard.require_admin)

COLUMNS = ("when", "who", "did", "to whom", "detail", "session", "network")


@blueprint.get("/", endpoint="log")
def log_page() -> ResponseReturnValue:
    """Show the rows asked for, newest first."""
    form, session = _form(), database.db.session()
    before = request.args.get("before", None, row_id)
    rows = account_log.page(session, _wanted(form), before)
    size = account_log.PAGE_SIZE
    return render_template("accounts/log.html", form=form, rows=rows, page_size=size)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Hand out the rows asked for as a file for spreadsheets; that is noted too."""
    form, by, now = LogForm(request.form), guard.actor(), clock.now()
    form.validate()
    wanted = _wanted(form)
    database.write(
        lambda session: account_log.note(
            session, by.did(Deed.LOG_EXPORTED, to=stored("accounts")), now
        )
    )
    return spreadsheets.response(f"accounts-{now:%Y-%m-%d}", _table(database.db.engine, wanted))


def _form() -> LogForm:
    form = LogForm(request.args)
    form.validate()
    session = database.db.session()
    form.offer([*moderators.everyone(session), *moderators.removed(session)])
    return form


def _wanted(form: LogForm) -> Wanted:
    person = chosen_id(form.person.data)
    return Wanted(person, form.wanted_deed(), form.begins(), form.ends())


def _table(engine: Engine, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    for row in _all_rows(engine, wanted):
        yield (
            row.happened_at.isoformat(),
            _name(row.actor),
            row.deed.value,
            _name(row.subject),
            row.detail,
            row.session_id,
            row.network,
        )


def _all_rows(engine: Engine, wanted: Wanted) -> Iterator[AccountEvent]:
    """Read page by page, so that a long log needs little memory at once."""
    before = None
    with Session(engine) as session:
        while rows := account_log.page(session, wanted, before):
            yield from rows
            before = rows[-1].id


def _name(moderator: Moderator | None) -> str:
    return moderator.name if moderator else ""
