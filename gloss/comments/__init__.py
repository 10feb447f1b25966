"""The subject of the site: threads, posting, the visitor's receipt, and comment HTML."""

from flask import Flask

from gloss.comments import captcha_routes, challenges, receipt_routes, routes
from gloss.comments.mailboxes import models as mailbox_models
from gloss.comments.rendering import body_html

__all__ = ["init_app", "mailbox_models"]


def init_app(app: Flask) -> None:
    """Take comments from visitors, and let templates show them."""
    for part in (routes, captcha_routes, receipt_routes):
        app.register_blueprint(part.blueprint)
    app.jinja_env.filters["comment_html"] = body_html
    app.jinja_env.globals["questions"] = challenges.questions
