"""The visitor's side over HTTP: a challenge to see or hear, refresh, send, and the receipt."""

from datetime import datetime
from io import BytesIO

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.captcha import challenge, child, picture, sound, spending
from gloss.captcha.challenge import Challenge
from gloss.captcha.spending import Outcome
from gloss.comments import budgets, challenges, posting, refusals
from gloss.comments.forms import CommentForm
from gloss.comments.posting import Submission
from gloss.visitors import limits, network
from gloss.web.forgery import csrf, refuse_cross_site

blueprint = Blueprint("comments", __name__)
csrf.exempt(blueprint)  # its pages are the same for everybody and hold no token;
blueprint.before_request(refuse_cross_site)  # this stands in for one


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    """Nothing here may be shown to a second visitor, or found by a search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/articles/<slug>/captcha")
def captcha_picture(slug: str) -> ResponseReturnValue:
    """Draw the visitor's challenge."""
    budgets.PICTURES.demand(network.of_request())
    article, current = _shown(slug, clock.now())
    drawn = Response(picture.picture_of(current), mimetype="image/png")
    return _with_cookie_unless_named(drawn, article, current)


@blueprint.get("/articles/<slug>/captcha/sound")
def captcha_sound(slug: str) -> ResponseReturnValue:
    """Speak the visitor's challenge; players may ask for a part of it."""
    budgets.SOUNDS.demand(network.of_request())
    article, current = _shown(slug, clock.now())
    try:
        spoken = BytesIO(sound.sound_of(current))
    except (child.Busy, child.Unavailable):
        return Response("The voice is busy. Try again in a moment.", 503, {"Retry-After": "2"})
    response = send_file(spoken, mimetype="audio/wav", conditional=True, etag=False)
    return _with_cookie_unless_named(response, article, current)


@blueprint.post("/articles/<slug>/captcha")
def refresh(slug: str) -> ResponseReturnValue:
    """Replace the visitor's challenge; a script gets the new one, a form comes back filled in."""
    now = clock.now()
    article = _open_article(slug, now)
    _discard(article, now)
    if request.accept_mimetypes.best == "application/json":
        current = challenges.fresh(article, now)
        return _with_cookie(jsonify(_addresses(article, current)), article, current)
    return _form_page(article, CommentForm(), challenges.fresh(article, now), 200)


@blueprint.post("/articles/<slug>/comments")
def send(slug: str) -> ResponseReturnValue:
    """Take a comment, or hand the form back with every field as typed and the reason."""
    now = clock.now()
    form = CommentForm()
    article = library.current().reached(slug, now)
    if article is None:
        return _unsent(form, slug, now)
    if not article.comments_open:
        return render_template("comments/unsent.html", form=form, reason=refusals.CLOSED), 422
    is_complete = form.validate()
    try:
        current = challenges.answered(article, now)
    except challenge.Refused as refused:
        form.refuse_answer(refusals.of_challenge(refused))
        return _form_page(article, form, challenges.fresh(article, now), 422)
    if not is_complete:
        return _form_page(article, form, current, 422)
    return _post(article, form, current, now)


@blueprint.get("/articles/<slug>/comments")
def form_address(slug: str) -> ResponseReturnValue:
    """Lead back to the article whoever reloads the address of a refused form."""
    article = library.current().reached(slug, clock.now())
    current_slug = article.slug if article else slug
    return redirect(url_for("reading.article", slug=current_slug, _anchor="add-comment"))


@blueprint.get("/receipts/<receipt>")
def receipt(receipt: str) -> ResponseReturnValue:
    """Thank the visitor, and show what was sent and what became of it."""
    comment = posting.by_receipt(database.db.session(), receipt)
    if comment is None:
        abort(404)
    article = library.current().by_id(comment.thread.article_id, clock.now())
    return render_template("comments/receipt.html", comment=comment, article=article)


def _unsent(form: CommentForm, slug: str, now: datetime) -> ResponseReturnValue:
    """Hand the text back whole where no article is that could take it."""
    is_expired = library.current().expired(slug, now) is not None
    reason, status = (refusals.EXPIRED, 410) if is_expired else (refusals.GONE, 404)
    return render_template("comments/unsent.html", form=form, reason=reason), status


def _post(
    article: Article, form: CommentForm, current: Challenge, now: datetime
) -> ResponseReturnValue:
    here = network.of_request()
    submission = Submission(article.article_id, form.draft(), current, form.answer.data or "", here)
    try:
        budgets.let_post(here)
        outcome = database.write(
            lambda session: posting.post(session, submission, now), is_public=False
        )
    except limits.Refusal as pause:
        page = _form_page(article, form, current, 429, refusals.of_pace(pause))
        page.headers["Retry-After"] = str(pause.wait_seconds)
        return page
    except database.Unavailable:
        return _form_page(article, form, current, 503, refusals.NOT_STORED)
    if outcome in {Outcome.RIGHT, Outcome.REPEATED_RIGHT}:
        return _thanks(article, submission)
    if outcome is Outcome.WRONG:
        budgets.WRONG_ANSWERS.spend(here)
    form.refuse_answer(refusals.of_answer(outcome))
    return _form_page(article, form, challenges.fresh(article, now), 422)


def _thanks(article: Article, submission: Submission) -> Response:
    receipt = url_for(".receipt", receipt=submission.receipt)
    response = make_response(redirect(receipt, 303))
    challenges.take_back(response, article)
    return response


def _open_article(slug: str, now: datetime) -> Article:
    article = library.current().reached(slug, now)
    if article is None or not article.comments_open:
        abort(404)
    return article


def _shown(slug: str, now: datetime) -> tuple[Article, Challenge]:
    article = _open_article(slug, now)
    try:
        return article, challenges.shown(article, now)
    except challenge.Refused:
        abort(404, "This picture is too old. Press Refresh to get a new one.")


def _discard(article: Article, now: datetime) -> None:
    """Spend the challenge that is being refreshed, if there is one that lives."""
    try:
        old = challenges.answered(article, now)
        database.write(lambda session: spending.discard(session, old, now), is_public=False)
    except (challenge.Refused, database.Unavailable):
        return  # then it can never be answered, or is answered at most once all the same


def _with_cookie(response: Response, article: Article, current: Challenge) -> Response:
    challenges.hand_over(response, article, current)
    return response


def _with_cookie_unless_named(response: Response, article: Article, current: Challenge) -> Response:
    """Hand the challenge over, save to a page that holds it itself and names it in the address."""
    return response if "challenge" in request.args else _with_cookie(response, article, current)


def _addresses(article: Article, current: Challenge) -> dict[str, str]:
    token = current.token
    return {
        "challenge": token,
        "picture": url_for(".captcha_picture", slug=article.slug, challenge=token),
        "sound": url_for(".captcha_sound", slug=article.slug, challenge=token),
    }


def _form_page(
    article: Article, form: CommentForm, current: Challenge, status: int, notice: str = ""
) -> Response:
    """Show the form on a page of its own, which holds its challenge itself."""
    form.challenge.data = current.token
    page = render_template("comments/add.html", article=article, form=form, notice=notice)
    return _with_cookie(make_response(page, status), article, current)
