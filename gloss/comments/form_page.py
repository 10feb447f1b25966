"""The comment form on a page of its own: every field as typed, and a challenge it holds itself."""

from contextlib import suppress
from datetime import datetime

from flask import Response, make_response, render_template
from werkzeug.exceptions import Forbidden

from gloss import database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.captcha.challenge import Challenge
from gloss.comments import challenges, published, refusals
from gloss.comments.forms import CommentForm
from gloss.comments.published import PublishedComment
from gloss.visitors.limits import Refusal


def answer(
    article: Article, form: CommentForm, current: Challenge, status: int, notice: str = ""
) -> Response:
    """Show ``form`` again, to be sent with ``current``; ``notice`` says why, if no field does."""
    parent = None
    with suppress(*database.UNAVAILABLE):  # then what is answered is not shown, but still answered
        parent = _parent(article, form)
        if form.parent_id and not parent:
            form.parent.data = ""
            notice = notice or str(refusals.PARENT_GONE)
    form.hold(current, challenges.question(current))
    page = render_template(
        "comments/add.html", article=article, form=form, notice=notice, parent=parent
    )
    response = make_response(page, status)
    challenges.hand_over(response, article, current)
    return response


def empty(article: Article, form: CommentForm, parent: PublishedComment) -> str:
    """Show ``form`` for the first time, to answer ``parent``; its picture brings the challenge."""
    return render_template(
        "comments/add.html", article=article, form=form, notice="", parent=parent
    )


def paused(article: Article, form: CommentForm, current: Challenge, pause: Refusal) -> Response:
    """Show ``form`` again, to be sent after the pause that the network has to make."""
    say = refusals.of_pace_without_captcha if form.asks_a_person else refusals.of_pace
    response = answer(article, form, current, 429, say(pause))
    response.headers["Retry-After"] = str(pause.wait_seconds)
    return response


def unsent(form: CommentForm, article: Article | None, slug: str, now: datetime) -> Response:
    """Hand the text back whole where no article takes it any more.

    :param article: that was found, with its comments closed; nothing if it is gone.
    """
    if article:
        closed_at = library.current().closes_at(article) if article.comments_open else None
        return _to_copy(form, article, refusals.of_closing(closed_at), 422)
    is_expired = library.current().expired(slug, now) is not None
    reason, status = (refusals.EXPIRED, 410) if is_expired else (refusals.GONE, 404)
    return _to_copy(form, None, reason, status)


def from_elsewhere(refusal: Forbidden) -> Response:
    """Hand the text back that came from another website's page, or so the browser says."""
    return _to_copy(CommentForm(), None, refusal.description or "", 403)


def _to_copy(form: CommentForm, article: Article | None, reason: str, status: int) -> Response:
    page = render_template("comments/unsent.html", form=form, article=article, reason=reason)
    return make_response(page, status)


def _parent(article: Article, form: CommentForm) -> PublishedComment | None:
    """Read what ``form`` answers, if it answers something that is public."""
    return published.one(article.article_id, form.parent_id) if form.parent_id else None
