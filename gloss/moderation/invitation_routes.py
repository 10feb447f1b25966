"""Invitations by mail: the one-time link travels in a letter, where the site sends letters."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database, settings
from gloss.accounts import cookie, guard, moderators
from gloss.language import gettext as _
from gloss.moderation import mails
from gloss.moderation.forms import InvitationLetterForm

blueprint = Blueprint("invitations", __name__, url_prefix=f"{cookie.PATH}/people/invitation")
blueprint.before_request(guard.require_admin)
blueprint.before_request(guard.require_recent_password)


@blueprint.get("/letter")
def page() -> ResponseReturnValue:
    """Ask who is to be invited, and where the letter goes."""
    return _page(InvitationLetterForm(None))


@blueprint.post("/letter")
def send() -> ResponseReturnValue:
    """Make an account, and send the link to set a password; nobody else sees it."""
    form, by, now = InvitationLetterForm(request.form), guard.actor(), clock.now()
    if not form.validate():
        return _page(form), 422
    name, role, address = form.clean_name(), form.given_role(), form.address.data or ""

    def invite(session: Session) -> None:
        token = moderators.invite(session, name, now, role, by)
        mails.invite(session, address, name, token, now)

    try:
        database.write(invite)
    except moderators.NameTaken:
        form.refuse_taken()
        return _page(form), 422
    flash(_("A letter with the link is on its way to %(address)s.", address=address))
    return redirect(url_for("people.everyone"), 303)


def _page(form: InvitationLetterForm) -> str:
    if not settings.current().mail_server:
        abort(404, _("This site sends no letters. Make a link, and hand it over."))
    return render_template("moderation/invitation.html", form=form)
