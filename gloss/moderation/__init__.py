"""Moderators' pages: the queue, decisions and their undoing, and the log."""

from flask import Flask

from gloss.moderation import models, overview_routes, routes

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Let moderators in."""
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(overview_routes.blueprint)
