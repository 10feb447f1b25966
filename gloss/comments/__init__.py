"""The subject of the site: threads, posting, the visitor's receipt, and comment HTML."""

from flask import Flask

from gloss.comments import routes
from gloss.comments.rendering import body_html


def init_app(app: Flask) -> None:
    """Take comments from visitors, and let templates show them."""
    app.register_blueprint(routes.blueprint)
    app.jinja_env.filters["comment_html"] = body_html
