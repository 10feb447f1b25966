"""The log of accounts, for admins: searched by person, kind and period, and exported."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from gloss import clock, database, site
from gloss.accounts import account_log, cookie, guard, moderators
from gloss.accounts.account_log import Wanted
from gloss.accounts.forms import LogForm
from gloss.accounts.models import AccountEvent, Deed, Moderator
from gloss.web.row_ids import row_id
from gloss.web.spreadsheets import harmless

blueprint = Blueprint("account_log", __name__, url_prefix=f"{cookie.PATH}/people/log")
blueprint.before_request(guard.require_admin)

COLUMNS = ("when", "who", "did", "to whom", "detail", "session", "network")


@blueprint.get("/", endpoint="log")
def log_page() -> ResponseReturnValue:
    """Show the rows asked for, newest first."""
    form, session = _form(), database.db.session()
    before = request.args.get("before", None, row_id)
    rows = account_log.page(session, _wanted(form), before)
    asked = {name: value for name, value in form.data.items() if value}
    return render_template(
        "accounts/log.html", form=form, rows=rows, asked=asked, page_size=account_log.PAGE_SIZE
    )


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Hand out the rows asked for as a file for spreadsheets; that is noted too."""
    form, by, now = LogForm(request.form), guard.actor(), clock.now()
    form.validate()
    wanted = _wanted(form)
    database.write(lambda session: account_log.note(session, by.did(Deed.LOG_EXPORTED), now))
    headers = {"Content-Disposition": f'attachment; filename="accounts-{now:%Y-%m-%d}.csv"'}
    return Response(_as_csv(wanted), mimetype="text/csv", headers=headers)


def _form() -> LogForm:
    form = LogForm(request.args)
    form.validate()
    session = database.db.session()
    form.offer([*moderators.everyone(session), *moderators.removed(session)])
    return form


def _wanted(form: LogForm) -> Wanted:
    until = form.until.data
    return Wanted(
        person=_id(form.person.data),
        deed=form.wanted_deed(),
        since=_midnight(form.since.data),
        until=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
    )


def _id(typed: str | None) -> int | None:
    try:
        return row_id(typed or "")
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    """Return when ``day`` begins on this site; days that no calendar here reaches do not count."""
    if day is None or not 1 < day.year < date.max.year:
        return None
    return datetime.combine(day, time(), site.current().zone)


def _as_csv(wanted: Wanted) -> str:
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(COLUMNS)
    for row in _all_rows(wanted):
        cells = (
            row.happened_at.isoformat(),
            _name(row.actor),
            row.deed.value,
            _name(row.subject),
            row.detail,
            str(row.session_id or ""),
            row.network,
        )
        sheet.writerow(map(harmless, cells))
    return written.getvalue()


def _all_rows(wanted: Wanted) -> Iterator[AccountEvent]:
    """Read page by page, so that a long log needs little memory at once."""
    before = None
    while rows := account_log.page(database.db.session(), wanted, before):
        yield from rows
        before = rows[-1].id


def _name(moderator: Moderator | None) -> str:
    return moderator.name if moderator else ""
