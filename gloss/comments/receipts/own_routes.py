"""Your comments: those that this browser sent, each with its state and the way to its receipt."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import rendering, visiting
from gloss.comments.mailboxes import owning
from gloss.comments.models import Comment, State
from gloss.comments.receipts import browser, finding

blueprint = visiting.secret_blueprint("own_comments", __name__)


@dataclass(frozen=True)
class Own:
    """A comment that this browser sent, and the secret of its receipt."""

    secret: str
    comment: Comment
    article: Article | None


@blueprint.get(browser.PATH)
def listing() -> ResponseReturnValue:
    """List this browser's comments, newest first; or for a script those waiting on an article."""
    own = _own(clock.now())
    if "article" in request.args:
        response = _waiting_on(request.args["article"], own)
    else:
        response = make_response(render_template("comments/own_comments.html", own=own[::-1]))
    if own:
        browser.fold(response, [one.secret for one in own])
    return response


@blueprint.get(f"{browser.PATH}/folding")
def fold() -> ResponseReturnValue:
    """Fold the cookies of single comments; receipts ask for it as for a picture."""
    response = Response(status=204)
    if receipts := browser.known():
        browser.fold(response, receipts)
    return response


@blueprint.post(f"{browser.PATH}/forgetting")
def forget() -> ResponseReturnValue:
    """Let this browser know its comments no more; the comments stay."""
    response = make_response(redirect(url_for(".listing"), 303))
    browser.forget(response)
    return response


@blueprint.post(f"{browser.PATH}/proofs")
def prove() -> ResponseReturnValue:
    """Let a comment belong to the mailbox that was confirmed in this browser before."""
    now, secret = clock.now(), request.form.get("receipt", "")
    known_ids = [one.comment.id for one in _own(now)]
    is_proven = database.write(
        lambda session: owning.prove(session, finding.comment_of(session, secret, now), known_ids),
        is_public=False,
    )
    unproven = None if is_proven else "yes"
    return redirect(url_for("receipts.receipt", secret=secret, unproven=unproven), 303)


def _own(now: datetime) -> list[Own]:
    """Return the comments that this browser keeps and that there still are, oldest first."""
    session, articles = database.db.session(), library.current()
    found = [(secret, finding.comment_of(session, secret, now)) for secret in browser.known()]
    own = [
        Own(secret, comment, articles.by_id(comment.thread.article_id, now))
        for secret, comment in found
        if comment and not comment.erased_at
    ]
    return sorted(own, key=lambda one: one.comment.id)


def _waiting_on(slug: str, own: list[Own]) -> Response:
    article = library.current().reached(slug, clock.now())
    waiting = [
        {
            "name": one.comment.shown_name,
            "html": rendering.body_html(one.comment.text),
            "receipt": url_for("receipts.receipt", secret=one.secret),
        }
        for one in own
        if article and one.article == article and one.comment.state is State.PENDING
    ]
    return jsonify(comments=waiting)
