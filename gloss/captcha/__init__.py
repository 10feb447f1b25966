"""A challenge to see or hear; issued without storing, spent at the first answer."""

from flask import Flask

from gloss import command_line
from gloss.captcha import tallies


def init_app(app: Flask) -> None:
    """Register ``flask captcha``, and count how the ways do."""
    app.extensions[tallies.EXTENSION] = tallies.Tallies()
    command_line.offer(app, {"captcha": "gloss.captcha.commands:group"})
