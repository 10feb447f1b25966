"""A comment over HTTP: taken, or handed back with every field as typed and the reason."""

from datetime import datetime

from flask import Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from gloss import clock, database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.captcha import challenge, tallies
from gloss.captcha.challenge import Challenge
from gloss.captcha.spending import Outcome
from gloss.captcha.ways import Attempt
from gloss.comments import budgets, challenges, form_page, posting, refusals, visiting
from gloss.comments.forms import CommentForm
from gloss.comments.posting import Submission
from gloss.comments.receipts import browser
from gloss.visitors import limits, network

blueprint = visiting.blueprint("comments", __name__)
blueprint.register_error_handler(403, form_page.from_elsewhere)


@blueprint.post("/articles/<slug>/comments")
def send(slug: str) -> ResponseReturnValue:
    """Take a comment, or hand the form back with every field as typed and the reason."""
    now = clock.now()
    form = CommentForm()
    article = library.current().reached(slug, now)
    if article is None or not library.current().takes_comments(article, now):
        return form_page.unsent(form, article, slug, now)
    is_complete = form.validate()
    try:
        current = challenges.answered(article, now)
    except challenge.Refused as refused:
        form.refuse_answer(refusals.of_challenge(refused))
        return form_page.answer(article, form, challenges.fresh(article, now), 422)
    if not is_complete:
        return form_page.answer(article, form, current, 422)
    return _post(article, form, current, now)


@blueprint.get("/articles/<slug>/comments")
def form_address(slug: str) -> ResponseReturnValue:
    """Lead back to the article whoever reloads the address of a refused form."""
    article = library.current().reached(slug, clock.now())
    current_slug = article.slug if article else slug
    return redirect(url_for("reading.article", slug=current_slug, _anchor="add-comment"))


def _post(
    article: Article, form: CommentForm, current: Challenge, now: datetime
) -> ResponseReturnValue:
    attempt = form.attempt(current, challenges.question(current))
    try:
        submission = _submission(article, form, attempt, now)
        outcome = database.write_bare(
            lambda connection: posting.post(connection, submission, now), is_public=False
        )
    except limits.Refusal as pause:
        return form_page.paused(article, form, current, pause)
    except posting.ParentGone:
        form.parent.data = ""
        return form_page.answer(article, form, current, 422, str(refusals.PARENT_GONE))
    except database.Unavailable:
        return form_page.answer(article, form, current, 503, str(refusals.NOT_STORED))
    except IntegrityError:  # the clock was wrong meanwhile, so it is forgotten that this was spent
        outcome = Outcome.SPENT
    if outcome in (Outcome.RIGHT, Outcome.WRONG):  # and no second click
        tallies.answered(attempt, now)
    if outcome in (Outcome.RIGHT, Outcome.REPEATED_RIGHT):
        return _thanks(article, submission)
    return _refused(article, form, attempt, outcome, now)


def _submission(article: Article, form: CommentForm, attempt: Attempt, now: datetime) -> Submission:
    """Count the comment, and say where it comes from.

    :raises limits.Refusal: too many came from there.
    """
    here, around = network.of_request(), network.wide_of_request()
    if not form.asks_a_person:
        budgets.let_answer(here)
    budgets.COMMENTS.demand(here)
    return Submission(
        article.article_id,
        form.draft(),
        attempt,
        sender=here,
        network=network.to_keep(now),
        suspicions=budgets.suspicions(around),
    )


def _refused(
    article: Article, form: CommentForm, attempt: Attempt, outcome: Outcome, now: datetime
) -> Response:
    """Ask again; a wrong answer is counted, whichever way it was given."""
    if outcome is Outcome.WRONG:
        budgets.count_wrong_answer(network.of_request(), network.wide_of_request())
    failures = attempt.challenge.failures + (not attempt.is_right)
    form.refuse_answer(refusals.of_answer(outcome, attempt.way))
    return form_page.answer(article, form, challenges.fresh(article, now, failures), 422)


def _thanks(article: Article, submission: Submission) -> Response:
    receipt = url_for("receipts.receipt", secret=submission.receipt)
    response = make_response(redirect(receipt, 303))
    challenges.take_back(response, article)
    browser.remember(response, submission.receipt)
    return response
