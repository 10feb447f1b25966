"""Accounts of others, for admins: invitations, roles, suspensions. GET changes nothing."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database, settings
from gloss.accounts import (
    cookie,
    guard,
    links,
    moderators,
    people,
    recovery_codes,
    sessions,
)
from gloss.accounts.account_log import Actor
from gloss.accounts.forms import InvitationForm, RoleForm
from gloss.accounts.models import Moderator
from gloss.language import gettext as _
from gloss.language import lazy_gettext
from gloss.web import errors

blueprint = Blueprint("people", __name__, url_prefix=f"{cookie.PATH}/people")
blueprint.before_request(guard.require_admin)

Deed = Callable[[Session, Actor, int, datetime], object]

LAST_ADMIN = lazy_gettext(
    "This is the only admin who can sign in, so nothing was changed: nobody would be left to look "
    "after accounts. Make somebody else an admin first."
)


@blueprint.get("/", endpoint="everyone")
def everyone_page() -> ResponseReturnValue:
    """List all accounts and pending invitations."""
    session = database.db.session()
    return render_template(
        "accounts/people.html",
        everyone=moderators.everyone(session),
        removed=moderators.removed(session),
        until=links.until(session, clock.now()),
    )


@blueprint.get("/invitation")
def invitation_page() -> ResponseReturnValue:
    """Ask who is to be invited."""
    guard.require_recent_password()
    return _invitation_page(InvitationForm(None))


@blueprint.post("/invitation")
def invite() -> ResponseReturnValue:
    """Make an account, and show once the link to hand over."""
    guard.require_recent_password()
    form, by, now = InvitationForm(request.form), guard.actor(), clock.now()
    if not form.validate():
        return _invitation_page(form), 422
    name, role = form.clean_name(), form.given_role()
    try:
        token = database.write(lambda session: moderators.invite(session, name, now, role, by))
    except moderators.NameTaken:
        form.refuse_taken()
        return _invitation_page(form), 422
    return _link_page(name, token)


@blueprint.get("/<id:moderator_id>")
def person(moderator_id: int) -> ResponseReturnValue:
    """Show one account, its sessions, and what can be done to it."""
    guard.require_recent_password()
    return _person_page(_known(moderator_id))


@blueprint.post("/<id:moderator_id>/link")
def renew_link(moderator_id: int) -> ResponseReturnValue:
    """Show once a fresh link to set a password; the one before ends."""
    guard.require_recent_password()
    by, name, now = guard.actor(), _known(moderator_id).name, clock.now()
    token = database.write(lambda session: moderators.renew_link(session, moderator_id, now, by))
    return _link_page(name, token)


@blueprint.post("/<id:moderator_id>/role")
def change_role(moderator_id: int) -> ResponseReturnValue:
    """Let somebody look after accounts, or not any more."""
    form = RoleForm(request.form)
    if not form.validate():
        return _person_page(_known(moderator_id), form), 422
    role = form.given_role()
    return _do(
        moderator_id,
        lambda session, by, on, now: people.change_role(session, by, on, role, now),
        _("The role is changed."),
    )


@blueprint.post("/<id:moderator_id>/suspension")
def suspend(moderator_id: int) -> ResponseReturnValue:
    """Let somebody in no more, until restored."""
    return _do(moderator_id, people.suspend, _("Suspended, and signed out everywhere."))


@blueprint.post("/<id:moderator_id>/restoration")
def restore(moderator_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    return _do(moderator_id, people.restore, _("Restored: signing in works again."))


@blueprint.post("/<id:moderator_id>/removal")
def remove(moderator_id: int) -> ResponseReturnValue:
    """End an account or an invitation; what was decided stays under its name."""
    done = _("Removed. What this account decided stays, under its name.")
    return _do(moderator_id, people.remove, done)


@blueprint.post("/<id:moderator_id>/second-factor/removal")
def remove_second_factor(moderator_id: int) -> ResponseReturnValue:
    """Let somebody who lost phone and recovery codes sign in by the password alone."""
    done = _("Removed. Sign-in asks for the password alone.")
    return _do(moderator_id, people.remove_second_factor, done)


@blueprint.post("/<id:moderator_id>/sessions/<id:session_id>/end")
def end_session(moderator_id: int, session_id: int) -> ResponseReturnValue:
    """Sign somebody out of one browser."""

    def end(session: Session, by: Actor, on: int, now: datetime) -> None:
        people.end_session(session, by, session_id, on, now)

    return _do(moderator_id, end, _("That browser is signed out."))


@blueprint.errorhandler(people.LastAdmin)
def explain_last_admin(_refused: people.LastAdmin) -> ResponseReturnValue:
    """Say why the last admin stays one."""
    return errors.page(409, str(LAST_ADMIN))


@blueprint.errorhandler(people.NoAdmin)
def explain_no_admin(_refused: people.NoAdmin) -> ResponseReturnValue:
    """Say that somebody else was quicker."""
    return errors.page(403, _("You are no admin any more, so nothing was changed."))


@blueprint.errorhandler(moderators.Unknown)
def explain_unknown(_unknown: moderators.Unknown) -> ResponseReturnValue:
    """Say that the account has ended meanwhile."""
    return errors.page(404, _("This account was suspended or removed meanwhile."))


def _do(moderator_id: int, deed: Deed, done: str) -> ResponseReturnValue:
    """Do something to one account, say so, and show what became of it."""
    guard.require_recent_password()
    by, now = guard.actor(), clock.now()
    database.write(lambda session: deed(session, by, moderator_id, now))
    flash(done)
    return redirect(url_for(".everyone"), 303)


def _known(moderator_id: int) -> Moderator:
    found = database.db.session.get(Moderator, moderator_id)
    if found is None:
        abort(404)
    return found


def _person_page(subject: Moderator, form: RoleForm | None = None) -> str:
    session, now = database.db.session(), clock.now()
    return render_template(
        "accounts/person.html",
        subject=subject,
        form=form or RoleForm(role=subject.role.value),
        begun=sessions.of(session, subject.id, now),
        until=links.until(session, now).get(subject.id),
        codes_left=recovery_codes.left(session, subject.id),
    )


def _invitation_page(form: InvitationForm) -> str:
    sends_letters = bool(settings.current().mail_server)
    return render_template("accounts/invitation.html", form=form, sends_letters=sends_letters)


def _link_page(name: str, token: str) -> str:
    link = links.address("accounts.password_page", token)
    return render_template("accounts/link.html", name=name, link=link)
