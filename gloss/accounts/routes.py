"""Signing in and out, and one-time links, over HTTP. GET changes nothing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import (
    account_log,
    cookie,
    guard,
    links,
    moderators,
    passwords,
    recovery_codes,
    sessions,
    signing_in,
)
from gloss.accounts.account_log import Actor
from gloss.accounts.forms import (
    CodeForm,
    PasswordForm,
    RecoveryCodeForm,
    SignInForm,
    WelcomeForm,
)
from gloss.accounts.models import Deed, OneTimeLink, Purpose
from gloss.accounts.sessions import Begun
from gloss.accounts.signing_in import Code, Halfway, Lapsed, Proof
from gloss.language import gettext as _
from gloss.language import lazy_gettext, ngettext
from gloss.visitors import limits, network
from gloss.web import errors

blueprint = Blueprint("accounts", __name__, url_prefix=cookie.PATH)

SPENT = lazy_gettext(
    "This link was used, is older than a day, or was replaced by a newer one. "
    "Ask whoever runs this site for a fresh one."
)
BUSY = lazy_gettext(
    "Many people sign in at this moment, so your password was not looked at. "
    "Please send it again in a few seconds."
)
BAD_LINKS = limits.Budget("links that are good for nothing", "40 per 5 minutes")


@blueprint.get("/sign-in")
def sign_in_page() -> ResponseReturnValue:
    """Show the form; who is signed in goes on at once."""
    if guard.current_moderator():
        return redirect(guard.destination(), 303)
    return render_template("accounts/sign_in.html", form=SignInForm(None))


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Begin a session or ask for a code, or say in one way for every reason that it is wrong."""
    form = SignInForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    name, password = form.name.data or "", form.password.data or ""
    try:
        signing_in.throttle(name)
        proof = signing_in.check(database.db.session(), name, password)
    except limits.Refusal as refusal:
        return _later("accounts/sign_in.html", form, refusal)
    except passwords.Busy:
        return render_template("accounts/sign_in.html", form=form, notice=BUSY), 503
    answer = _go_on(proof) if proof else None
    if answer is None:
        form.refuse()
        return render_template("accounts/sign_in.html", form=form), 422
    return answer


@blueprint.get("/sign-in/code")
def code_page() -> ResponseReturnValue:
    """Ask for the code of the second factor."""
    _halfway()
    return render_template("accounts/code.html", form=CodeForm(None))


@blueprint.post("/sign-in/code")
def send_code() -> ResponseReturnValue:
    """Begin a session by a code of the app."""
    return _finish(CodeForm(request.form), signing_in.by_app, "accounts/code.html")


@blueprint.get("/sign-in/recovery-code")
def recovery_code_page() -> ResponseReturnValue:
    """Ask for a recovery code."""
    _halfway()
    return render_template("accounts/recovery_code.html", form=RecoveryCodeForm(None))


@blueprint.post("/sign-in/recovery-code")
def send_recovery_code() -> ResponseReturnValue:
    """Begin a session by a recovery code, and say how many are left."""
    form, page = RecoveryCodeForm(request.form), "accounts/recovery_code.html"
    half = _halfway()
    answer = _finish(form, signing_in.by_recovery_code, page)
    if not isinstance(answer, tuple):
        _tell_codes_left(half)
    return answer


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    token, by = cookie.token(), guard.actor()

    def leave(session: Session) -> None:
        sessions.revoke(session, token or "")
        account_log.note(session, by.did(Deed.SIGNED_OUT), clock.now())

    if by.moderator_id:
        database.write(leave)
    cookie.renew(None)
    flash(_("You are signed out."))
    return redirect(url_for(".sign_in_page"), 303)


@blueprint.get("/welcome/<token>")
def welcome_page(token: str) -> ResponseReturnValue:
    """Ask for the first moderator's name and password."""
    moderators.first_link(database.db.session(), token, clock.now())
    return render_template("accounts/welcome.html", form=WelcomeForm(None))


@blueprint.post("/welcome/<token>")
def welcome(token: str) -> ResponseReturnValue:
    """Make the first moderator, who is signed in at once."""
    now, browser = clock.now(), cookie.browser()
    moderators.first_link(database.db.session(), token, now)
    form = WelcomeForm(request.form)
    if not form.validate():
        return render_template("accounts/welcome.html", form=form), 422
    password_hash = passwords.digest(form.password.data or "")

    def make(session: Session) -> Begun:
        first = moderators.create_first(session, token, form.clean_name(), password_hash, now)
        account_log.note(session, Actor(first.id, None, browser.network).did(Deed.FIRST), now)
        return signing_in.start(session, first.id, browser, now)

    cookie.renew(database.write(make).token)
    return redirect(url_for("moderation.queue"), 303)


@blueprint.get("/password/<token>")
def password_page(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    link = links.read(database.db.session(), token, Purpose.NEW_PASSWORD, clock.now())
    return _password_page(PasswordForm(None, _owner(link)), link)


@blueprint.post("/password/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set a new password and sign the moderator out everywhere."""
    now, here = clock.now(), network.of_request()
    link = links.read(database.db.session(), token, Purpose.NEW_PASSWORD, now)
    form = PasswordForm(request.form, _owner(link))
    if not form.validate():
        return _password_page(form, link), 422
    hashed = passwords.digest(form.password.data or "")
    database.write(lambda session: moderators.set_password(session, token, hashed, now, here))
    cookie.renew(None)
    flash(_("Your new password is set. Sign in with it."))
    return redirect(url_for(".sign_in_page"), 303)


@blueprint.errorhandler(links.Spent)
def explain_spent(_spent: links.Spent) -> ResponseReturnValue:
    """Say what to do about a link that is good for nothing; who tries many has to wait."""
    try:
        BAD_LINKS.demand(network.of_request())
    except limits.Refusal as refusal:
        return errors.explain(refusal)
    return errors.page(404, str(SPENT))


@blueprint.errorhandler(Lapsed)
def explain_lapsed(_lapsed: Lapsed) -> ResponseReturnValue:
    """Begin again with the password; who is signed in stays so, and goes on."""
    if guard.current_moderator() is None:
        flash(_("A while has passed since you typed your password. Please type it again."))
    return redirect(url_for(".sign_in_page", next=request.args.get("next")), 303)


def _go_on(proof: Proof) -> ResponseReturnValue | None:
    """Begin a session, or ask for a code; ``None`` if the proof does not hold any more."""
    now, browser = clock.now(), cookie.browser()
    if proof.needs_code:
        half = database.write(lambda session: signing_in.go_halfway(session, proof, now))
        if half is None:
            return None
        cookie.go_halfway(half)
        return redirect(url_for(".code_page", next=request.args.get("next")), 303)
    begun = database.write(lambda session: signing_in.begin(session, proof, browser, now))
    if begun is None:
        return None
    cookie.renew(begun.token)
    return redirect(guard.destination(), 303)


def _finish(
    form: CodeForm | RecoveryCodeForm, spend: signing_in.Spend, template: str
) -> ResponseReturnValue:
    """Begin a session by the code in ``form``, or show the form again."""
    half, now, browser = _halfway(), clock.now(), cookie.browser()
    if not form.validate():
        return render_template(template, form=form), 422
    try:
        signing_in.throttle_code(half)
    except limits.Refusal as refusal:
        return _later(template, form, refusal)
    code = Code(form.code.data or "", spend)
    begun = database.write(lambda session: signing_in.finish(session, half, code, browser, now))
    if begun is None:
        form.refuse()
        return render_template(template, form=form), 422
    cookie.renew(begun.token)
    return redirect(guard.destination(), 303)


def _halfway() -> Halfway:
    half = cookie.halfway()
    if half is None:
        raise Lapsed
    return half


def _tell_codes_left(half: Halfway) -> None:
    left = recovery_codes.left(database.db.session(), half.moderator_id)
    many = "You signed in by a recovery code. %(left)s are left: renew them before they run out."
    one = "You signed in by a recovery code. %(left)s is left: renew them before they run out."
    flash(ngettext(one, many, left, left=left))


def _later(
    template: str, form: SignInForm | CodeForm | RecoveryCodeForm, refusal: limits.Refusal
) -> ResponseReturnValue:
    page = render_template(template, form=form, notice=refusal.description)
    return page, 429, {"Retry-After": str(refusal.wait_seconds)}


def _owner(link: OneTimeLink) -> str:
    return link.moderator.name if link.moderator else ""


def _password_page(form: PasswordForm, link: OneTimeLink) -> str:
    return render_template("accounts/password.html", form=form, moderator=link.moderator)
