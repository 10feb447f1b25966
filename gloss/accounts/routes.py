"""Signing in and out, and one-time links, over HTTP. GET changes nothing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import cookie, guard, links, moderators, passwords, sessions, signing_in
from gloss.accounts.forms import PasswordForm, SignInForm, WelcomeForm
from gloss.accounts.models import OneTimeLink, Purpose
from gloss.accounts.signing_in import Proof
from gloss.visitors import limits
from gloss.web import errors

blueprint = Blueprint("accounts", __name__, url_prefix=cookie.PATH)

SPENT = (
    "This link was used, is older than a day, or was replaced by a newer one. "
    "Ask whoever runs this site for a fresh one."
)


@blueprint.get("/sign-in")
def sign_in_page() -> ResponseReturnValue:
    """Show the form; who is signed in goes on at once."""
    if guard.current_moderator():
        return redirect(guard.destination(), 303)
    return render_template("accounts/sign_in.html", form=SignInForm(None))


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Begin a session, or say in one way for every reason that it did not work."""
    form = SignInForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    name, password = form.name.data or "", form.password.data or ""
    try:
        signing_in.throttle(name)
    except limits.Refusal as refusal:
        page = render_template("accounts/sign_in.html", form=form, notice=refusal.description)
        return page, 429, {"Retry-After": str(refusal.wait_seconds)}
    proof = signing_in.check(database.db.session(), name, password)
    if proof is None or not _begin(proof):
        form.refuse()
        return render_template("accounts/sign_in.html", form=form), 422
    return redirect(guard.destination(), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    token = cookie.token()
    if token:
        database.write(lambda session: sessions.revoke(session, token))
    cookie.renew(None)
    flash("You are signed out.")
    return redirect(url_for(".sign_in_page"), 303)


@blueprint.get("/welcome/<token>")
def welcome_page(token: str) -> ResponseReturnValue:
    """Ask for the first moderator's name and password."""
    moderators.first_link(database.db.session(), token, clock.now())
    return render_template("accounts/welcome.html", form=WelcomeForm(None))


@blueprint.post("/welcome/<token>")
def welcome(token: str) -> ResponseReturnValue:
    """Make the first moderator, who is signed in at once."""
    now = clock.now()
    moderators.first_link(database.db.session(), token, now)
    form = WelcomeForm(request.form)
    if not form.validate():
        return render_template("accounts/welcome.html", form=form), 422
    password_hash = passwords.digest(form.password.data or "")

    def make(session: Session) -> str:
        first = moderators.create_first(session, token, form.clean_name(), password_hash, now)
        return sessions.start(session, first.id, cookie.token(), now)

    cookie.renew(database.write(make))
    return redirect(url_for("moderation.queue"), 303)


@blueprint.get("/password/<token>")
def password_page(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    link = links.read(database.db.session(), token, Purpose.NEW_PASSWORD, clock.now())
    return _password_page(PasswordForm(None), link)


@blueprint.post("/password/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set a new password and sign the moderator out everywhere."""
    now = clock.now()
    link = links.read(database.db.session(), token, Purpose.NEW_PASSWORD, now)
    form = PasswordForm(request.form)
    if not form.validate():
        return _password_page(form, link), 422
    password_hash = passwords.digest(form.password.data or "")
    database.write(lambda session: moderators.set_password(session, token, password_hash, now))
    cookie.renew(None)
    flash("Your new password is set. Sign in with it.")
    return redirect(url_for(".sign_in_page"), 303)


@blueprint.errorhandler(links.Spent)
def explain_spent(_spent: links.Spent) -> ResponseReturnValue:
    """Say what to do about a link that is good for nothing."""
    return errors.page(404, SPENT)


def _begin(proof: Proof) -> bool:
    """Begin a session in this browser, in place of any other."""
    replaced, now = cookie.token(), clock.now()
    token = database.write(lambda session: signing_in.begin(session, proof, replaced, now))
    if token:
        cookie.renew(token)
    return token is not None


def _password_page(form: PasswordForm, link: OneTimeLink) -> str:
    return render_template("accounts/password.html", form=form, moderator=link.moderator)
