"""Deciding about many comments over HTTP: first a preview, then a button, later an undo."""

from functools import partial
from urllib.parse import parse_qsl

from babel.numbers import format_decimal
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from gloss import clock, database, language
from gloss.accounts import guard
from gloss.comments.models import State
from gloss.database import db
from gloss.language import gettext as _
from gloss.moderation.bulk_orders import background, orders
from gloss.moderation.finding import pages
from gloss.moderation.finding.forms import FilterForm
from gloss.moderation.forms import ReasonForm
from gloss.moderation.models import LONGEST_QUERY, BulkOrder
from gloss.moderation.routes import TOO_LATE, for_every_page
from gloss.moderation.suspicion.forms import SEEN
from gloss.moderation.undo_period import TooLate
from gloss.web.row_ids import LARGEST, row_id

blueprint = Blueprint("bulk", __name__, url_prefix="/moderation/orders")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)

PAGE_SIZE = 30
DECIDABLE = {state.value: state for state in (State.APPROVED, State.REJECTED, State.SPAM)}


@blueprint.get("/")
def listing() -> ResponseReturnValue:
    """List the decisions about many comments, each with its undo."""
    found = orders.newest(db.session(), request.args.get("before", None, row_id), PAGE_SIZE)
    return render_template("moderation/orders.html", orders=found, page_size=PAGE_SIZE)


@blueprint.post("/")
def preview() -> ResponseReturnValue:
    """Note which comments an order is about, and show them; nothing is decided yet."""
    to = DECIDABLE.get(request.form.get("to", ""))
    if to is None:
        abort(400)
    order = BulkOrder(moderator_id=guard.signed_in().id, to_state=to, made_at=clock.now())
    rows = _found(order) if "all" in request.form else orders.chosen(db.session(), _seen())
    made = database.write(lambda session: orders.preview(session, order, rows), is_public=False)
    return redirect(url_for(".order", order_id=made), 303)


@blueprint.get("/<id:order_id>")
def order(order_id: int) -> ResponseReturnValue:
    """Show what an order will hit, how far it is, or what came of it."""
    return _page(order_id, ReasonForm(None))


@blueprint.post("/<id:order_id>/start")
def start(order_id: int) -> ResponseReturnValue:
    """Carry an order out: at once if it is small, else beside all else."""
    form, is_small = ReasonForm(), _order(order_id).total <= orders.BY_HAND
    if not form.validate():
        return _page(order_id, form), 422
    begun = orders.Start(order_id, guard.signed_in().id, *form.reason())
    begin = partial(orders.begin, start=begun, now=clock.now())
    if database.write(begin, is_public=False) and is_small:
        background.carry_out(order_id)
    return redirect(url_for(".order", order_id=order_id), 303)


@blueprint.post("/<id:order_id>/undoing")
def undo(order_id: int) -> ResponseReturnValue:
    """Take back what an order did, where nobody decided anything since."""
    mo, now, total = guard.signed_in().id, clock.now(), _order(order_id).total

    def work(session: Session) -> int:
        found = session.get_one(BulkOrder, order_id, with_for_update={"of": BulkOrder})
        return orders.undo(session, found, mo, now) if found.ended_at and found.decided else 0

    try:
        made = database.write(work, is_public=False)
    except TooLate:
        flash(str(TOO_LATE))
        return redirect(url_for(".order", order_id=order_id), 303)
    if made and total <= orders.BY_HAND:
        background.carry_out(made)
    return redirect(url_for(".order", order_id=made or order_id), 303)


def _page(order_id: int, form: ReasonForm) -> str:
    found, session = _order(order_id), db.session()
    if found.begun_at is None and found.moderator_id != guard.signed_in().id:
        abort(404)
    return render_template(
        "moderation/order.html",
        order=found,
        form=form,
        states=orders.states(session, order_id),
        sample=orders.sample(session, order_id),
        letters=orders.letters(session, found, clock.now()),
        most=format_decimal(orders.MOST, locale=language.locale()),
        looked_at=format_decimal(pages.LOOKS * pages.LOOKED_AT, locale=language.locale()),
    )


def _order(order_id: int) -> BulkOrder:
    found = db.session.get(BulkOrder, order_id, populate_existing=True)
    if found is None:
        abort(404)
    return found


def _found(order: BulkOrder) -> orders.Rows:
    """Return all that the filters show, and note on the order where the search stopped."""
    asked = FilterForm.of(MultiDict(parse_qsl(request.form.get("query", ""))))
    order.query = asked.query()
    if len(order.query) > LONGEST_QUERY:  # cut off, they would let more through
        abort(400, _("These filters are too long. Please look for fewer words."))
    beyond = request.form.get("beyond", None, row_id)
    found = pages.versions(db.session(), asked.wanted(clock.now()), orders.MOST, beyond)
    order.beyond = found.beyond
    return found.rows


def _seen() -> dict[int, int]:
    ticked = (SEEN.fullmatch(said) for said in request.form.getlist("chosen")[: orders.BY_HAND])
    pairs = [(int(found[1]), int(found[2])) for found in ticked if found]
    return {comment: version for comment, version in pairs if max(comment, version) <= LARGEST}
