"""Moderators' pages over HTTP. Every decision is a POST that carries the version shown."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from gloss import clock, database
from gloss.accounts import guard
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import editing, replying
from gloss.comments.models import Comment, CommentRevision, Decision, State
from gloss.comments.posting import ParentGone
from gloss.language import lazy_gettext as _
from gloss.moderation import (
    authors,
    claim_routes,
    decisions,
    link_targets,
    queue,
    reported,
    undo_period,
)
from gloss.moderation.decisions import ChangedSince, Decide, TooLate, Unknown
from gloss.moderation.finding import views
from gloss.moderation.finding.forms import STATES, FilterForm
from gloss.moderation.forms import READY_REASONS, DecisionForm, EditForm, ReplyForm
from gloss.moderation.queue_page import Where
from gloss.moderation.queue_page import of as queue_page_of
from gloss.moderation.suspicion import why
from gloss.web.row_ids import row_id

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")
blueprint.before_request(guard.require_moderator)

LISTED = (State.APPROVED, State.REJECTED, State.SPAM)
TOO_LATE = _(
    "That was decided more than 30 days ago, so it is not taken back by one press any more. "
    "You can still decide about each comment anew."
)


@blueprint.context_processor
def for_every_page() -> dict[str, object]:
    """Offer what the pages' frame shows: how many wait, and the decision to undo."""
    return {
        "waiting_count": queue.count(State.PENDING),
        "most_counted": queue.MOST_COUNTED,
        "listed_states": LISTED,
        "page_size": queue.PAGE_SIZE,
        "article_of": _article_of,
        "changes_count": queue.count_changes(),
        "ready_reasons": READY_REASONS,
        "decided": _just_decided(),
        "why_of": why.of,
        "author_of": authors.of,
        "links_of": link_targets.of,
        "parent_of": _parent_of,
        "edit_of": _edit_of,
        "reported_count": queue.count_reported(),
        "reports_of": reported.of,
        "state_names": STATES,
        "is_day_one": queue.is_day_one,
        "may_be_undone": _may_be_undone,
    }


@blueprint.get("/", endpoint="queue")
def queue_page() -> ResponseReturnValue:
    """Show the comment that has waited longest, and the rest of those that wait."""
    return _queue(State.PENDING)


@blueprint.get("/comments")
def decided_comments() -> ResponseReturnValue:
    """List the comments in one state, newest first."""
    if request.args.get("state", State.APPROVED.value) not in STATES:
        abort(404)
    return _queue(State.APPROVED)


@blueprint.get("/comments/<id:comment_id>")
def comment(comment_id: int) -> ResponseReturnValue:
    """Show one comment, with all that was decided about it."""
    return _comment_page(comment_id)


@blueprint.post("/comments/<id:comment_id>/approval")
def approve(comment_id: int) -> ResponseReturnValue:
    """Publish one comment exactly as the moderator saw it."""
    return _decide(comment_id, decisions.approve)


@blueprint.post("/comments/<id:comment_id>/rejection")
def reject(comment_id: int) -> ResponseReturnValue:
    """Refuse one comment."""
    return _decide(comment_id, decisions.reject)


@blueprint.post("/comments/<id:comment_id>/spam")
def mark_spam(comment_id: int) -> ResponseReturnValue:
    """Refuse one comment as advertising."""
    return _decide(comment_id, decisions.mark_spam)


@blueprint.post("/decisions/<id:decision_id>/undoing")
def undo(decision_id: int) -> ResponseReturnValue:
    """Put a comment back to where it was before one decision."""
    mo = guard.signed_in().id
    try:
        undone_by = database.write(
            lambda session: decisions.undo(session, decision_id, mo, clock.now())
        )
    except ChangedSince as change:
        return _comment_page(change.comment_id, has_changed=True), 409
    except TooLate as late:
        flash(str(TOO_LATE))
        return redirect(url_for(".comment", comment_id=late.comment_id), 303)
    except Unknown:
        abort(404)
    undone = database.db.session.get_one(Decision, undone_by)
    return redirect(_page_of_undone(undone, request.form.get("origin", "")), 303)


@blueprint.post("/comments/<id:comment_id>/reply")
def reply(comment_id: int) -> ResponseReturnValue:
    """Publish one comment as it was shown, and an answer of the moderator's under it."""
    form, mo = ReplyForm(request.form), guard.signed_in().id
    if not form.validate():
        return _comment_page(comment_id, reply_form=form), 422
    seen, said, now = form.seen(comment_id, mo), form.reply(comment_id, mo), clock.now()

    def publish(session: Session) -> int:
        made = decisions.publish(session, seen, now)
        replying.as_site(session, said, now)
        return made

    return _done(comment_id, form, publish, reply_form=form)


@blueprint.post("/comments/<id:comment_id>/edit")
def edit(comment_id: int) -> ResponseReturnValue:
    """Give one comment other words; the old ones are kept beside them."""
    form, now = EditForm(request.form), clock.now()
    if not form.validate():
        return _comment_page(comment_id, edit_form=form), 422
    asked = form.edit(comment_id, guard.signed_in().id)
    try:
        made = database.write(lambda session: editing.edit(session, asked, now))
    except ChangedSince:
        return _comment_page(comment_id, edit_form=form, has_changed=True), 409
    except database.Unavailable:
        return _comment_page(comment_id, edit_form=form, was_stored=False), 503
    except Unknown:
        abort(404)
    return redirect(url_for(".comment", comment_id=comment_id, decided=made), 303)


def _decide(comment_id: int, decide: Decide) -> ResponseReturnValue:
    form = DecisionForm(request.form)
    if not form.validate():
        return _comment_page(comment_id, form=form), 422
    seen = form.seen(comment_id, by=guard.signed_in().id)
    return _done(comment_id, form, lambda session: decide(session, seen, clock.now()), form=form)


def _done(
    comment_id: int,
    sent: DecisionForm,
    work: Callable[[Session], int],
    **forms: FlaskForm,
) -> ResponseReturnValue:
    """Carry out a decision and go on to the next comment, or say what came in between."""
    try:
        made = database.write(work)
    except (ChangedSince, ParentGone):
        return _comment_page(comment_id, has_changed=True, **forms), 409
    except database.Unavailable:
        return _comment_page(comment_id, was_stored=False, **forms), 503
    except Unknown:
        abort(404)
    return redirect(claim_routes.led_on(comment_id, sent.origin.data or "", made), 303)


def _page_of_undone(undone: Decision, origin: str) -> str:
    """Show the comment where one was: in the queue, else on its own page."""
    if not origin:
        return url_for(".comment", comment_id=undone.comment_id, decided=undone.id)
    claim_routes.note(undone.comment_id)
    asked = FilterForm.of(MultiDict(parse_qsl(origin)))
    back = {"focus": undone.comment_id, "decided": undone.id}
    return f"{url_for('.queue')}?{asked.query()}&{urlencode(back)}#focus"


def _queue(state: State) -> str:
    form, now = FilterForm.of(request.args, state), clock.now()
    where = Where(*(request.args.get(key, None, row_id) for key in ("focus", "after", "beyond")))
    mo, session = guard.signed_in().id, database.db.session()
    found = queue_page_of(session, form.wanted(now), where, mo, now)
    return render_template(
        "moderation/queue.html",
        page=found,
        focus=found.focus,
        filters=form,
        views=views.of(session, mo),
        me=mo,
        **_forms(found.focus),
    )


def _forms(focus: Comment | None, **sent: FlaskForm) -> dict[str, object]:
    """Return the forms under a comment: as they were sent, else empty."""
    text = MultiDict({"text": focus.text if focus else ""})
    empty = {
        "form": DecisionForm(None),
        "reply_form": ReplyForm(None),
        "edit_form": EditForm(text),
    }
    return empty | sent


def _comment_page(
    comment_id: int, *, has_changed: bool = False, was_stored: bool = True, **sent: FlaskForm
) -> str:
    found = database.db.session.get(Comment, comment_id, populate_existing=True)
    if found is None:
        abort(404)
    return render_template(
        "moderation/comment.html",
        focus=found,
        history=queue.history(found),
        has_changed=has_changed,
        was_stored=was_stored,
        filters=FilterForm.of(MultiDict(), found.state),
        origin=_origin(found, *sent.values()),
        **_forms(found, **sent),
    )


def _origin(comment: Comment, *sent: FlaskForm) -> str:
    """Return the filters to go on in: those one came from, else all that wait if it waits too."""
    came_from = (form.origin.data for form in sent if isinstance(form, DecisionForm))
    return next(came_from, None) or ("state=pending" if comment.state is State.PENDING else "")


def _may_be_undone(decided_at: datetime) -> bool:
    return undo_period.is_open(decided_at, clock.now())


def _just_decided() -> Decision | None:
    made = request.args.get("decided", type=row_id)
    return database.db.session.get(Decision, made) if made else None


def _parent_of(comment: Comment) -> Comment | None:
    return database.db.session.get(Comment, comment.parent_id) if comment.parent_id else None


def _edit_of(comment: Comment) -> CommentRevision | None:
    return editing.latest(database.db.session(), comment)


def _article_of(comment: Comment) -> Article | None:
    return library.current().by_id(comment.thread.article_id, clock.now())
