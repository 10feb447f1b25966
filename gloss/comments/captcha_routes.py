"""The captcha over HTTP: a challenge to see or to hear, and Refresh."""

from contextlib import suppress
from datetime import datetime
from io import BytesIO

from flask import Response, abort, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.captcha import challenge, child, spending, tallies
from gloss.captcha import picture as pictures
from gloss.captcha import sound as sounds
from gloss.captcha.challenge import Challenge
from gloss.captcha.ways import Way
from gloss.comments import budgets, challenges, form_page, visiting, voice
from gloss.comments.forms import CommentForm
from gloss.language import gettext as _
from gloss.visitors import network
from gloss.visitors.limits import Refusal

blueprint = visiting.blueprint("captcha", __name__)
blueprint.register_error_handler(403, form_page.from_elsewhere)


@blueprint.get("/articles/<slug>/captcha")
def picture(slug: str) -> ResponseReturnValue:
    """Draw the visitor's challenge; the other ways take it along if it cannot be drawn."""
    budgets.PICTURES.demand(network.of_request())
    article, current = _shown(slug, clock.now())
    try:
        _count(Way.PICTURE, current, is_again=pictures.is_kept(current))
        drawn = Response(pictures.picture_of(current), mimetype="image/png")
    except child.Unavailable:
        drawn = Response(_("There is no picture right now. Choose another way below it."), 503)
    return _with_cookie_unless_named(drawn, article, current)


@blueprint.get("/articles/<slug>/captcha/sound")
def sound(slug: str) -> ResponseReturnValue:
    """Speak the visitor's challenge; players may ask for a part of it."""
    budgets.SOUNDS.demand(network.of_request())
    article, current = _shown(slug, clock.now())
    is_again = sounds.is_kept(current)
    try:
        spoken = BytesIO(sounds.sound_of(current))
    except (child.Busy, child.Unavailable):
        busy = Response(_("The voice is busy. Try again in a moment."), 503)
        busy.retry_after = voice.RETRY_SECONDS
        return _with_cookie_unless_named(busy, article, current)
    _count(Way.SOUND, current, is_again=is_again)
    response = send_file(spoken, mimetype="audio/wav", conditional=True, etag=False)
    return _with_cookie_unless_named(response, article, current)


@blueprint.post("/articles/<slug>/captcha")
def refresh(slug: str) -> ResponseReturnValue:
    """Replace the visitor's challenge; a script gets the new one, a form comes back filled in."""
    now, form = clock.now(), CommentForm()
    article = library.current().reached(slug, now)
    if article is None or not library.current().takes_comments(article, now):
        return form_page.unsent(form, article, slug, now)
    try:
        budgets.REFRESHES.demand(network.of_request())
    except Refusal as pause:
        kept = challenges.kept_or_fresh(article, now)
        return form_page.paused(article, form, kept, pause)
    current = challenges.fresh(article, now, _discarded(article, now))
    if request.accept_mimetypes.best == "application/json":
        return _with_cookie(jsonify(_addresses(article, current)), article, current)
    return form_page.answer(article, form, current, 200)


@blueprint.post("/articles/<slug>/captcha/<any(question, characters):way>")
def choose(slug: str, way: str) -> ResponseReturnValue:
    """Ask the same challenge in another way, with every field as typed."""
    now, form = clock.now(), CommentForm()
    article = library.current().reached(slug, now)
    if article is None or not library.current().takes_comments(article, now):
        return form_page.unsent(form, article, slug, now)
    form.choose(way)
    current = challenges.kept_or_fresh(article, now)
    if form.asks_in_words:
        _count(Way.QUESTION, current)
    return form_page.answer(article, form, current, 200)


def _count(way: Way, current: Challenge, *, is_again: bool = False) -> None:
    """Count a challenge that is shown, unless it is shown again or replaces one that failed."""
    if current.failures == 0 and not is_again:
        tallies.current().count(way, "shown", clock.now())


def _open_article(slug: str, now: datetime) -> Article:
    article = library.current().reached(slug, now)
    if article is None or not library.current().takes_comments(article, now):
        abort(404)
    return article


def _shown(slug: str, now: datetime) -> tuple[Article, Challenge]:
    article = _open_article(slug, now)
    try:
        return article, challenges.shown(article, now)
    except challenge.Refused:
        abort(404, _("This picture is too old. Press Refresh to get a new one."))


def _discarded(article: Article, now: datetime) -> int:
    """Spend the challenge that is being refreshed; return how many wrong answers led to it."""
    try:
        old = challenges.answered(article, now)
    except challenge.Refused:
        return 0  # it can never be answered
    with suppress(database.Unavailable):  # then it is answered at most once all the same
        database.write(lambda session: spending.discard(session, old, now), is_public=False)
    return old.failures


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
        "picture": url_for(".picture", slug=article.slug, challenge=token),
        "sound": url_for(".sound", slug=article.slug, challenge=token),
    }
