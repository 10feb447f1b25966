"""Moderators' pages over HTTP. Every decision is a POST that carries the version shown."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.accounts import guard
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments.models import Comment, Decision, State
from gloss.moderation import decisions, queue
from gloss.moderation.decisions import ChangedSince, Decide, Unknown
from gloss.moderation.forms import READY_REASONS, DecisionForm
from gloss.moderation.suspicion import why
from gloss.web.row_ids import row_id

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")
blueprint.before_request(guard.require_moderator)

LISTED = (State.APPROVED, State.REJECTED, State.SPAM)


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
    }


@blueprint.get("/", endpoint="queue")
def queue_page() -> ResponseReturnValue:
    """Show the comment that has waited longest, and the rest of those that wait."""
    focus = queue.next_waiting(request.args.get("after", 0, row_id))
    waiting = queue.waiting() if focus else []
    return render_template(
        "moderation/queue.html", focus=focus, waiting=waiting, form=DecisionForm(None)
    )


@blueprint.get("/comments")
def decided_comments() -> ResponseReturnValue:
    """List the comments in one state, newest first."""
    state = _state(request.args.get("state", State.APPROVED.value))
    comments = queue.decided(state, request.args.get("before", None, row_id))
    return render_template("moderation/decided.html", state=state, comments=comments)


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
    except Unknown:
        abort(404)
    undone = database.db.session.get_one(Decision, undone_by)
    return redirect(url_for(".comment", comment_id=undone.comment_id, decided=undone_by), 303)


def _decide(comment_id: int, decide: Decide) -> ResponseReturnValue:
    form = DecisionForm(request.form)
    if not form.validate():
        return _comment_page(comment_id, form), 422
    seen = form.seen(comment_id, by=guard.signed_in().id)
    try:
        made = database.write(lambda session: decide(session, seen, clock.now()))
    except ChangedSince:
        return _comment_page(comment_id, has_changed=True), 409
    except Unknown:
        abort(404)
    return redirect(_next_page(comment_id, form.origin.data, made), 303)


def _next_page(comment_id: int, origin: str | None, decision_id: int) -> str:
    """Go on in the queue, or in the list of decided comments that one came from."""
    if origin in {state.value for state in LISTED}:
        return url_for(".decided_comments", state=origin, decided=decision_id)
    return url_for(".queue", after=comment_id, decided=decision_id)


def _comment_page(
    comment_id: int, form: DecisionForm | None = None, *, has_changed: bool = False
) -> str:
    found = database.db.session.get(Comment, comment_id, populate_existing=True)
    if found is None:
        abort(404)
    return render_template(
        "moderation/comment.html",
        focus=found,
        history=queue.history(found),
        has_changed=has_changed,
        form=form or DecisionForm(None),
    )


def _just_decided() -> Decision | None:
    made = request.args.get("decided", type=row_id)
    return database.db.session.get(Decision, made) if made else None


def _article_of(comment: Comment) -> Article | None:
    return library.current().by_id(comment.thread.article_id, clock.now())


def _state(name: str) -> State:
    if name not in {state.value for state in LISTED}:
        abort(404)
    return State(name)
