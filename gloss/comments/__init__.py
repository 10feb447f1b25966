"""The subject of the site: threads, posting, the visitor's receipt, and comment HTML."""

from flask import Flask

from gloss import command_line
from gloss.comments import (
    captcha_routes,
    challenges,
    neutral,
    openness,
    reserved_names,
    routes,
    words,
    writing_routes,
)
from gloss.comments.mailboxes import routes as mailbox_routes
from gloss.comments.receipts import own_routes
from gloss.comments.receipts import routes as receipt_routes
from gloss.comments.rendering import body_html
from gloss.comments.reports import routes as report_routes

__all__ = ["init_app", "neutral", "words"]


def init_app(app: Flask) -> None:
    """Take comments from visitors, and let templates show them."""
    for part in (
        routes,
        writing_routes,
        captcha_routes,
        receipt_routes,
        own_routes,
        mailbox_routes,
        report_routes,
    ):
        app.register_blueprint(part.blueprint)
    reserved_names.init_app(app)
    command_line.offer(app, {"privacy": "gloss.comments.receipts.commands:group"})
    app.jinja_env.filters["comment_html"] = body_html
    app.jinja_env.filters["neutral"] = neutral.neutral
    app.jinja_env.globals["questions"] = challenges.questions
    app.jinja_env.globals["takes_comments"] = openness.takes_comments
    app.jinja_env.globals["comments_close_at"] = openness.closes_at
    app.jinja_env.globals["holds_all_comments"] = openness.holds_all
