"""The receipt over HTTP: what became of a comment, and what its writer may do about it."""

from datetime import datetime

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments import budgets, refusals, revising, visiting
from gloss.comments.models import Comment
from gloss.comments.receipts import finding, personal_data, receipt, withdrawing
from gloss.comments.receipts.forms import EditForm
from gloss.comments.receipts.receipt import Receipt
from gloss.language import gettext as _
from gloss.language import speak
from gloss.visitors import limits, network

blueprint = visiting.secret_blueprint("receipts", __name__)


@blueprint.get("/receipts/<secret>", endpoint="receipt")
def show(secret: str) -> ResponseReturnValue:
    """Thank the visitor, and show what was sent and what became of it."""
    return render_template("comments/receipt.html", receipt=_receipt(secret, clock.now()))


@blueprint.get("/receipts/<secret>/edit")
def edit_page(secret: str) -> ResponseReturnValue:
    """Show the words of a comment, to be changed."""
    found = _editable(secret, clock.now())
    return _edit_page(found, EditForm.of(found.wording))


@blueprint.post("/receipts/<secret>/edit")
def edit(secret: str) -> ResponseReturnValue:
    """Give a comment other words, or hand the form back as typed."""
    now, form = clock.now(), EditForm.sent()
    found = _receipt(secret, now)
    if not found.is_editable:
        return _too_late(found, form)
    if not form.validate():
        return _edit_page(found, form), 422
    comment_id, wording = found.comment.id, form.wording()
    try:
        budgets.EDITS.demand(network.of_request())
        database.write(lambda session: revising.edit(session, comment_id, wording, now))
    except revising.NotEditable:
        return _too_late(found, form)
    except limits.Refusal as pause:
        page = _edit_page(found, form, refusals.of_pace(pause))
        return page, 429, {"Retry-After": str(pause.wait_seconds)}
    except database.Unavailable:
        return _edit_page(found, form, refusals.NOT_STORED), 503
    return _back(secret)


@blueprint.get("/receipts/<secret>/withdrawal")
def withdrawal_page(secret: str) -> ResponseReturnValue:
    """Ask once whether the comment is to be taken back."""
    return render_template("comments/withdrawal.html", receipt=_receipt(secret, clock.now()))


@blueprint.post("/receipts/<secret>/withdrawal")
def withdraw(secret: str) -> ResponseReturnValue:
    """Take the comment out of everybody's sight."""
    now = clock.now()
    comment_id = _receipt(secret, now).comment.id
    database.write(lambda session: withdrawing.withdraw(session, comment_id, now))
    return _back(secret)


@blueprint.post("/receipts/<secret>/letters")
def choose_letters(secret: str) -> ResponseReturnValue:
    """Send letters about the comment from now on, or none."""
    comment_id, wanted = _receipt(secret, clock.now()).comment.id, "wanted" in request.form

    def choose(session: Session) -> None:
        session.get_one(Comment, comment_id).wants_letters = wanted

    database.write(choose, is_public=False)
    return _back(secret)


@blueprint.get("/receipts/<secret>/data")
def export(secret: str) -> ResponseReturnValue:
    """Hand over what is kept about the comment, or about all of the writer's, as JSON."""
    found, session = _receipt(secret, clock.now()), database.db.session()
    comments = [found.comment]
    if "all" in request.args:
        comments = list(personal_data.of_mailbox(session, found.comment))
    response = jsonify(comments=[personal_data.of_comment(session, c) for c in comments])
    response.headers["Content-Disposition"] = 'attachment; filename="my-comments.json"'
    return response


@blueprint.get("/receipts/<secret>/erasure")
def erasure_page(secret: str) -> ResponseReturnValue:
    """Ask once whether everything about the comment is to be erased."""
    return render_template("comments/erasure.html", receipt=_receipt(secret, clock.now()))


@blueprint.post("/receipts/<secret>/erasure")
def erase(secret: str) -> ResponseReturnValue:
    """Erase the comment, or all comments of the writer's confirmed address."""
    now = clock.now()
    comment_id, all_of_them = _receipt(secret, now).comment.id, "all" in request.form

    def erase_chosen(session: Session) -> None:
        comment = session.get_one(Comment, comment_id)
        chosen = personal_data.of_mailbox(session, comment) if all_of_them else [comment]
        personal_data.erase(session, [one.id for one in chosen], now)

    database.write(erase_chosen)
    return _back(secret)


def _receipt(secret: str, now: datetime) -> Receipt:
    session = database.db.session()
    comment = finding.comment_of(session, secret, now)
    if comment is None:
        abort(404, _("There is no receipt at this address. Copy the whole address, and try again."))
    found = receipt.of(session, secret, comment, now)
    if found.article:
        speak(found.article.language)
    return found


def _editable(secret: str, now: datetime) -> Receipt:
    found = _receipt(secret, now)
    if not found.is_editable:
        abort(
            409, _("This comment cannot be changed any more. Its receipt says what became of it.")
        )
    return found


def _edit_page(found: Receipt, form: EditForm, notice: str = "") -> str:
    return render_template("comments/edit.html", receipt=found, form=form, notice=notice)


def _too_late(found: Receipt, form: EditForm) -> ResponseReturnValue:
    reason = _(
        "Meanwhile your comment was refused or withdrawn, so its words cannot be changed. "
        "Your text is below, so that you can copy it."
    )
    page = render_template("comments/unsent.html", form=form, article=found.article, reason=reason)
    return page, 409


def _back(secret: str) -> ResponseReturnValue:
    return redirect(url_for(".receipt", secret=secret), 303)
