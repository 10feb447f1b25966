"""The comment form on a page of its own: every field as typed, and a challenge it holds itself."""

from datetime import datetime

from flask import Response, make_response, render_template
from werkzeug.exceptions import Forbidden

from gloss.articles import library
from gloss.articles.article import Article
from gloss.captcha.challenge import Challenge
from gloss.comments import challenges, refusals
from gloss.comments.forms import CommentForm


def answer(
    article: Article, form: CommentForm, current: Challenge, status: int, notice: str = ""
) -> Response:
    """Show ``form`` again, to be sent with ``current``; ``notice`` says why, if no field does."""
    form.hold(current, challenges.question(current))
    page = render_template("comments/add.html", article=article, form=form, notice=notice)
    response = make_response(page, status)
    challenges.hand_over(response, article, current)
    return response


def unsent(form: CommentForm, article: Article | None, slug: str, now: datetime) -> Response:
    """Hand the text back whole where no article takes it any more.

    :param article: that was found, with its comments closed; nothing if it is gone.
    """
    reason, status = refusals.CLOSED, 422
    if article is None:
        is_expired = library.current().expired(slug, now) is not None
        reason, status = (refusals.EXPIRED, 410) if is_expired else (refusals.GONE, 404)
    return _to_copy(form, article, reason, status)


def from_elsewhere(refusal: Forbidden) -> Response:
    """Hand the text back that came from another website's page, or so the browser says."""
    return _to_copy(CommentForm(), None, refusal.description or "", 403)


def _to_copy(form: CommentForm, article: Article | None, reason: str, status: int) -> Response:
    page = render_template("comments/unsent.html", form=form, article=article, reason=reason)
    return make_response(page, status)
