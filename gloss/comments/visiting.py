"""What all of the visitor's addresses share: nobody else's pages post here, and nothing is kept."""

from flask import Blueprint, Response, request

from gloss import clock
from gloss.articles import library
from gloss.language import speak
from gloss.web.forgery import csrf, refuse_cross_site


def blueprint(name: str, module: str) -> Blueprint:
    """Make a blueprint for addresses that belong to one visitor."""
    made = Blueprint(name, module)
    csrf.exempt(made)  # its pages are the same for everybody and hold no token;
    made.before_request(refuse_cross_site)  # this stands in for one
    made.before_request(_speak_as_the_article)
    made.after_request(_keep_nowhere)
    return made


def secret_blueprint(name: str, module: str) -> Blueprint:
    """Make a blueprint for addresses that only one person knows."""
    made = blueprint(name, module)
    made.after_request(_tell_nobody)
    return made


def _tell_nobody(response: Response) -> Response:
    """Let no referrer name the page; ``no-referrer`` itself would make its forms look foreign."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _speak_as_the_article() -> None:
    """Answer in the language of the article that the address belongs to, if it does."""
    if slug := (request.view_args or {}).get("slug"):
        now, shelf = clock.now(), library.current()
        if article := shelf.reached(slug, now) or shelf.expired(slug, now):
            speak(article.language)


def _keep_nowhere(response: Response) -> Response:
    """Nothing here may be shown to a second visitor, or found by a search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
