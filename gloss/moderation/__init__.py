"""Moderators' pages: the queue, decisions and their undoing, and the log."""

from flask import Flask

from gloss.moderation import routes


def init_app(app: Flask) -> None:
    """Let moderators in."""
    app.register_blueprint(routes.blueprint)
