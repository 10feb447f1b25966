"""One's own account: password, second factor, recovery codes and sessions. GET changes nothing."""

import base64
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database, site
from gloss.accounts import (
    account_log,
    cookie,
    enrolment,
    guard,
    moderators,
    passwords,
    people,
    recovery_codes,
    second_factor,
    sessions,
    signing_in,
)
from gloss.accounts.forms import CodeForm, ConfirmationForm, PasswordForm
from gloss.accounts.models import Deed
from gloss.language import gettext as _
from gloss.visitors import limits

T = TypeVar("T")

blueprint = Blueprint("account", __name__, url_prefix=f"{cookie.PATH}/account")
blueprint.before_request(guard.require_moderator)


@blueprint.get("/")
def overview() -> ResponseReturnValue:
    """Show what there is to one's own account."""
    me, session = guard.signed_in(), database.db.session()
    return render_template(
        "accounts/overview.html",
        me=me,
        codes_left=recovery_codes.left(session, me.id),
        begun=sessions.of(session, me.id, clock.now()),
    )


@blueprint.get("/confirmation")
def confirmation_page() -> ResponseReturnValue:
    """Ask for the password again."""
    return render_template("accounts/confirmation.html", form=ConfirmationForm(None))


@blueprint.post("/confirmation")
def confirm() -> ResponseReturnValue:
    """Go on to what the password was asked for."""
    form, me, here = ConfirmationForm(request.form), guard.signed_in(), guard.session_here().id
    if not form.validate():
        return render_template("accounts/confirmation.html", form=form), 422
    try:
        signing_in.throttle(me.name)
        is_right = passwords.is_right(form.password.data or "", me.password_hash)
    except limits.Refusal as refusal:
        page = render_template("accounts/confirmation.html", form=form, notice=refusal.description)
        return page, 429, {"Retry-After": str(refusal.wait_seconds)}
    if not is_right:
        form.refuse()
        return render_template("accounts/confirmation.html", form=form), 422
    database.write(lambda session: sessions.confirm(session, here, clock.now()))
    return redirect(guard.destination(), 303)


@blueprint.get("/password")
def password_page() -> ResponseReturnValue:
    """Ask for a new password."""
    guard.require_recent_password()
    return _password_page(PasswordForm(None, guard.signed_in().name))


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Set a new password; all other sessions end."""
    guard.require_recent_password()
    form, by, now = PasswordForm(request.form, guard.signed_in().name), guard.actor(), clock.now()
    if not form.validate():
        return _password_page(form), 422
    hashed = passwords.digest(form.password.data or "")
    _afresh(lambda session: moderators.change_password(session, by, hashed, now))
    flash(_("Your new password is set, and you are signed out everywhere else."))
    return redirect(url_for(".overview"), 303)


@blueprint.get("/sessions", endpoint="sessions")
def sessions_page() -> ResponseReturnValue:
    """List where one is signed in."""
    me, now = guard.signed_in(), clock.now()
    begun = sessions.of(database.db.session(), me.id, now)
    here = guard.session_here().id
    return render_template("accounts/sessions.html", begun=begun, here=here)


@blueprint.post("/sessions/<id:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out of one other browser."""
    by, me, now = guard.actor(), guard.signed_in().id, clock.now()
    if session_id == by.session_id:
        abort(409, _("This is the browser you are in. Use Sign out to leave it."))
    database.write(lambda session: people.end_session(session, by, session_id, me, now))
    flash(_("That browser is signed out."))
    return redirect(url_for(".sessions"), 303)


@blueprint.post("/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out of all browsers but this one."""
    by, me, now = guard.actor(), guard.signed_in().id, clock.now()

    def end(session: Session) -> None:
        sessions.revoke_all(session, me, but=by.session_id)
        account_log.note(session, by.did(Deed.SESSIONS_ENDED), now)

    database.write(end)
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for(".sessions"), 303)


@blueprint.get("/second-factor")
def second_factor_page() -> ResponseReturnValue:
    """Offer a second factor, or tell about the one there is."""
    guard.require_recent_password()
    if guard.signed_in().second_factor is None:
        return _offer_page(CodeForm(None))
    left = recovery_codes.left(database.db.session(), guard.signed_in().id)
    return render_template("accounts/second_factor.html", codes_left=left)


@blueprint.post("/second-factor")
def add_second_factor() -> ResponseReturnValue:
    """Ask for codes from now on, and show the recovery codes once."""
    guard.require_recent_password()
    form, by, now = CodeForm(request.form), guard.actor(), clock.now()
    if guard.signed_in().second_factor:
        abort(409, _("You have a second factor already. Remove it first to add another."))
    if not form.validate():
        return _offer_page(form), 422
    seed, typed = second_factor.seed(cookie.token() or ""), form.code.data or ""
    if second_factor.step_of(seed, typed, now) is None:
        form.refuse()
        return _offer_page(form), 422
    codes = _afresh(lambda session: enrolment.add(session, by, seed, typed, now))
    return _codes_page(codes or [], is_new=True)


@blueprint.post("/second-factor/removal")
def remove_second_factor() -> ResponseReturnValue:
    """Ask for codes no more; all other sessions end."""
    guard.require_recent_password()
    by, me, now = guard.actor(), guard.signed_in().id, clock.now()
    _afresh(lambda session: enrolment.remove(session, by, me, now))
    flash(_("Sign-in asks for no code any more. You are signed out everywhere else."))
    return redirect(url_for(".overview"), 303)


@blueprint.post("/recovery-codes")
def renew_recovery_codes() -> ResponseReturnValue:
    """Show ten fresh recovery codes once; the others end."""
    guard.require_recent_password()
    if guard.signed_in().second_factor is None:
        abort(409, _("Recovery codes stand in for a second factor. Add one first."))
    by, now = guard.actor(), clock.now()
    codes = database.write(lambda session: enrolment.renew_codes(session, by, now))
    return _codes_page(codes, is_new=False)


def _afresh(change: Callable[[Session], T]) -> T:
    """Do what ends all of one's sessions, and begin a new one here."""
    me, browser, now = guard.signed_in().id, cookie.browser(), clock.now()

    def change_and_start(session: Session) -> tuple[T, str]:
        done = change(session)
        begun = sessions.start(session, me, browser.replaced, now, browser.device)
        return done, begun.token

    done, token = database.write(change_and_start)
    cookie.renew(token)
    return done


def _password_page(form: PasswordForm) -> str:
    return render_template("accounts/new_password.html", form=form)


def _offer_page(form: CodeForm) -> str:
    secret = second_factor.secret(second_factor.seed(cookie.token() or ""))
    address = second_factor.address(secret, guard.signed_in().name)
    return render_template(
        "accounts/offer.html",
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        picture=second_factor.picture(address),
    )


def _codes_page(codes: list[str], *, is_new: bool) -> str:
    name, now = guard.signed_in().name, clock.now()
    text = recovery_codes.as_text(codes, site.current().title, name, now)
    file = "data:text/plain;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()
    return render_template("accounts/codes.html", codes=codes, file=file, is_new=is_new)
