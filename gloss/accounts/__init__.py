"""Moderators: passwords, second factors, one-time links, sessions that can be revoked, a log."""

from flask import Flask

from gloss import command_line
from gloss.accounts import cookie, guard, log_routes, own_routes, people_routes, routes


def init_app(app: Flask) -> None:
    """Let moderators sign in, admins look after accounts, and the operator make the first ones."""
    cookie.init_app(app)
    for pages in (routes, own_routes, people_routes, log_routes):
        app.register_blueprint(pages.blueprint)
    app.jinja_env.globals["current_moderator"] = guard.current_moderator
    command_line.offer(app, {"accounts": "gloss.accounts.commands:accounts"})
