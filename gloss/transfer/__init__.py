"""Moving a site into Gloss, and out of it."""

from flask import Flask

from gloss import command_line
from gloss.transfer import models

__all__ = ["init_app", "models"]

OF_ARTICLES = {"export": "gloss.transfer.commands:export"}
COMMANDS = {"import": "gloss.transfer.imports.commands:group"}


def init_app(app: Flask) -> None:
    """Offer ``flask import`` and ``flask articles export``, and what pages need to know of it."""
    app.config.setdefault("IS_STATIC", False)  # whether pages are made to be saved as files
    command_line.offer(app, OF_ARTICLES, group="articles")
    command_line.offer(app, COMMANDS)
