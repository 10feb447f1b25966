"""A challenge to see or hear; issued without storing, spent at the first answer."""

from flask import Flask

from gloss.captcha import commands, tallies


def init_app(app: Flask) -> None:
    """Register ``flask captcha``, and count how the ways do."""
    app.extensions[tallies.EXTENSION] = tallies.Tallies()
    app.cli.add_command(commands.group)
