"""What the links in letters open. GET changes nothing: programs follow links before people do."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.comments import visiting
from gloss.comments.mailboxes import links, owning, unsubscribing
from gloss.comments.mailboxes.models import Purpose
from gloss.language import gettext as _
from gloss.web import errors
from gloss.web.row_ids import row_id

blueprint = visiting.secret_blueprint("mailboxes", __name__)


@blueprint.get("/confirmations/<token>")
def confirm_page(token: str) -> ResponseReturnValue:
    """Show the comments under an address, and ask which of them its holder wrote."""
    session = database.db.session()
    link = links.read(session, token, Purpose.CONFIRM, clock.now())
    mailbox = owning.holder(session, link)
    comments = owning.claimable(session, mailbox)
    return render_template("comments/confirm.html", mailbox=mailbox, comments=comments)


@blueprint.post("/confirmations/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Confirm a mailbox, and the comments that its holder wrote."""
    chosen, now = set(request.form.getlist("comment", type=row_id)), clock.now()
    claimed = database.write(
        lambda session: owning.confirm(session, token, chosen, now), is_public=False
    )
    return render_template("comments/confirmed.html", claimed=claimed)


@blueprint.get("/unsubscriptions/<token>")
def unsubscribe_page(token: str) -> ResponseReturnValue:
    """Ask what letters are not wanted any more."""
    link = links.read(database.db.session(), token, Purpose.UNSUBSCRIBE, clock.now())
    return render_template("comments/unsubscribe.html", has_thread=link.comment_id is not None)


@blueprint.post("/unsubscriptions/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """End the letters about one conversation, or all; programs may post here too (RFC 8058)."""
    now = clock.now()
    end = unsubscribing.from_all if "all" in request.form else unsubscribing.from_thread
    database.write(lambda session: end(session, token, now), is_public=False)
    return render_template("comments/unsubscribed.html")


@blueprint.errorhandler(links.Spent)
def explain_spent(_spent: links.Spent) -> ResponseReturnValue:
    """Say what to do about a link that is good for nothing."""
    sentence = _("This link was used already, or is too old. Nothing was changed by opening it.")
    return errors.page(404, sentence)
