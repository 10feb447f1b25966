"""What all of the visitor's addresses share: nobody else's pages post here, and nothing is kept."""

from flask import Blueprint, Response

from gloss.web.forgery import csrf, refuse_cross_site


def blueprint(name: str, module: str) -> Blueprint:
    """Make a blueprint for addresses that belong to one visitor."""
    made = Blueprint(name, module)
    csrf.exempt(made)  # its pages are the same for everybody and hold no token;
    made.before_request(refuse_cross_site)  # this stands in for one
    made.after_request(_keep_nowhere)
    return made


def _keep_nowhere(response: Response) -> Response:
    """Nothing here may be shown to a second visitor, or found by a search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
