"""How a challenge travels: in a cookie of the article's path, or in a hidden field of the form."""

from datetime import datetime

from flask import Response, request, url_for

from gloss import database, language, site
from gloss.articles.article import Article
from gloss.captcha import challenge, spending
from gloss.captcha.challenge import Challenge
from gloss.questions import Question

PURPOSE = "comment"


def answered(article: Article, now: datetime) -> Challenge:
    """Return the challenge that the posted form answers; a hidden field wins over the cookie.

    :raises challenge.Refused: there is none, or it cannot be answered.
    """
    return challenge.read(_sent(), article.article_id, PURPOSE, now)


def shown(article: Article, now: datetime) -> Challenge:
    """Return the challenge to show: the address's, else the cookie's if it lives, else a new one.

    :raises challenge.Refused: the address names one that cannot be answered.
    """
    named = request.args.get("challenge")
    if named:
        return challenge.read(named, article.article_id, PURPOSE, now)
    try:
        kept = challenge.read(request.cookies.get(_cookie_name()), article.article_id, PURPOSE, now)
    except challenge.Refused:
        return fresh(article, now)
    return fresh(article, now, kept.failures) if _is_spent(kept) else kept


def fresh(article: Article, now: datetime, failures: int = 0) -> Challenge:
    """Issue a challenge for a comment on ``article``, after so many wrong answers."""
    return challenge.issue(article.article_id, PURPOSE, now, failures)


def kept_or_fresh(article: Article, now: datetime) -> Challenge:
    """Return the challenge that came with a form, if it can still be answered, else a new one."""
    try:
        came = answered(article, now)
    except challenge.Refused:
        return fresh(article, now)
    return fresh(article, now, came.failures) if _is_spent(came) else came


def is_new(current: Challenge) -> bool:
    """Tell whether ``current`` is another challenge than the form came with."""
    return current.token != _sent()


def question(current: Challenge) -> Question | None:
    """Return the question that ``current`` asks, in the language that the page speaks."""
    return current.question(questions())


def questions() -> tuple[Question, ...]:
    """Return the questions for who reads the page that is being written."""
    return site.current().questions_in(language.of_page())


def hand_over(response: Response, article: Article, current: Challenge) -> None:
    """Put ``current`` into the visitor's cookie, which goes to this article's addresses alone."""
    response.set_cookie(
        _cookie_name(),
        current.token,
        max_age=challenge.LIFETIME,
        path=_path(article),
        httponly=True,
        samesite="Strict",
        secure=site.current().is_https,
    )


def take_back(response: Response, article: Article) -> None:
    """Remove the cookie: its challenge is spent."""
    response.delete_cookie(
        _cookie_name(),
        path=_path(article),
        httponly=True,
        samesite="Strict",
        secure=site.current().is_https,
    )


def _sent() -> str | None:
    return request.form.get("challenge") or request.cookies.get(_cookie_name())


def _cookie_name() -> str:
    return "__Secure-captcha" if site.current().is_https else "captcha"


def _path(article: Article) -> str:
    """Return the address that the visitor uses: a page opened before a move goes on with it."""
    used = (request.view_args or {}).get("slug", article.slug)
    return url_for("reading.article", slug=used)


def _is_spent(kept: Challenge) -> bool:
    """Ask the database; while it is away the visitor keeps the picture and may try."""
    try:
        return spending.is_spent(database.db.session(), kept)
    except database.UNAVAILABLE:
        return False
