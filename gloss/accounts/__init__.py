"""Moderators: passwords, one-time links, sign-in, and sessions that can be revoked."""

from flask import Flask

from gloss.accounts import commands, cookie, routes


def init_app(app: Flask) -> None:
    """Let moderators sign in, and the operator make them."""
    cookie.init_app(app)
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(commands.accounts)
