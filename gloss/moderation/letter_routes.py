"""Moderators' letters over HTTP: where they want to be told what waits, and mail that is stuck."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database, settings
from gloss.accounts import guard
from gloss.language import gettext as _
from gloss.moderation import digests
from gloss.moderation.forms import DigestForm
from gloss.moderation.routes import for_every_page
from gloss.outbox import delivery, stuck

blueprint = Blueprint("letters", __name__, url_prefix="/moderation/letters")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Show where letters about waiting comments go, and which mail is stuck."""
    return _page(DigestForm(None))


@blueprint.post("/subscription")
def subscribe() -> ResponseReturnValue:
    """Let letters go to an address, once it is confirmed."""
    form, by, now = DigestForm(request.form), guard.signed_in().id, clock.now()
    if not form.validate():
        return _page(form), 422
    address = form.address.data or ""
    database.write(lambda s: digests.subscribe(s, by, address, now), is_public=False)
    flash(_("A letter is on its way to %(address)s. Open its link to confirm.", address=address))
    return redirect(url_for(".page"), 303)


@blueprint.post("/ending")
def unsubscribe() -> ResponseReturnValue:
    """End the letters about waiting comments."""
    by = guard.signed_in().id
    database.write(lambda session: digests.unsubscribe(session, by), is_public=False)
    return redirect(url_for(".page"), 303)


@blueprint.post("/<id:letter_id>/retry")
def retry(letter_id: int) -> ResponseReturnValue:
    """Try a letter again that was given up."""
    now = clock.now()
    is_possible = database.write(
        lambda session: delivery.try_again(session, letter_id, now), is_public=False
    )
    flash(
        _("It is tried again in a moment.")
        if is_possible
        else _("Its words were forgotten already, or it was sent meanwhile.")
    )
    return redirect(url_for(".page"), 303)


def _page(form: DigestForm) -> str:
    session, now = database.db.session(), clock.now()
    return render_template(
        "moderation/letters.html",
        form=form,
        digest=digests.of(session, guard.signed_in().id),
        stuck=stuck.letters(session, now),
        sends_letters=bool(settings.current().mail_server),
    )
