"""The comment form on a page of its own: every field as typed, and a challenge it holds itself."""

from flask import Response, make_response, render_template

from gloss.articles.article import Article
from gloss.captcha.challenge import Challenge
from gloss.comments import challenges
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
