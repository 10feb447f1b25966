"""A challenge to see or hear; issued without storing, spent at the first answer."""

from flask import Flask

from gloss.captcha import commands


def init_app(app: Flask) -> None:
    """Register ``flask captcha``."""
    app.cli.add_command(commands.group)
