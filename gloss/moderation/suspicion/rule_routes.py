"""Rules over HTTP: tried on history by a GET that changes nothing, then put in force."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.accounts import guard
from gloss.database import db
from gloss.language import gettext as _
from gloss.moderation.routes import for_every_page
from gloss.moderation.suspicion import ruling
from gloss.moderation.suspicion.forms import ACTIONS, KINDS, NewRuleForm, RuleForm
from gloss.moderation.suspicion.ruling import Draft, Preview, TooMany
from gloss.spam.rules import Action, Invalid

blueprint = Blueprint("rules", __name__, url_prefix="/moderation/rules")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """List the rules with what they did, and offer to write one."""
    return _page(RuleForm(request.args if "kind" in request.args else None))


@blueprint.get("/trial")
def trial() -> ResponseReturnValue:
    """Show what a rule would have matched among the newest comments; nothing is stored."""
    if not request.args:
        return redirect(url_for(".page"), 303)
    form = RuleForm(request.args)
    preview = _preview(form)
    if preview is None:
        return _page(form), 422
    return _trial(form.draft(), preview)


@blueprint.post("/")
def write() -> ResponseReturnValue:
    """Put a rule in force; one that would send away much must be confirmed."""
    form, by = NewRuleForm(), guard.signed_in().id
    preview = _preview(form)
    if preview is None:
        return _page(form), 422
    draft = form.draft()
    if draft.action is Action.SPAM and preview.is_broad and not form.is_confirmed.data:
        return _trial(draft, preview, is_unconfirmed=True), 422
    try:
        database.write(
            lambda session: ruling.write(session, draft, by, clock.now()), is_public=False
        )
    except TooMany:
        most = ruling.MOST_IN_FORCE
        form.value.errors = [
            _("%(most)s rules are in force, which is the most. Retire one first.", most=most)
        ]
        return _page(form), 422
    return redirect(url_for(".page"), 303)


@blueprint.post("/<id:rule_id>/retirement")
def retire(rule_id: int) -> ResponseReturnValue:
    """Take a rule out of force; what it did stays."""
    by = guard.signed_in().id
    is_known = database.write(
        lambda session: ruling.retire(session, rule_id, by, clock.now()), is_public=False
    )
    return redirect(url_for(".page"), 303) if is_known else abort(404)


def _preview(form: RuleForm) -> Preview | None:
    """Try the rule; what cannot be tried is said at its field."""
    if not form.validate():
        return None
    try:
        return ruling.preview(db.session(), form.draft())
    except Invalid as refused:
        form.value.errors = [str(refused)]
        return None


def _page(form: RuleForm) -> str:
    session = db.session()
    return render_template(
        "moderation/suspicion/rules.html",
        form=form,
        rules=ruling.all_rules(session),
        records=ruling.records(session),
        is_readable=ruling.is_readable,
        kinds=KINDS,
        actions=ACTIONS,
    )


def _trial(draft: Draft, preview: Preview, *, is_unconfirmed: bool = False) -> str:
    return render_template(
        "moderation/suspicion/trial.html",
        draft=draft,
        preview=preview,
        kinds=KINDS,
        actions=ACTIONS,
        is_unconfirmed=is_unconfirmed,
    )
