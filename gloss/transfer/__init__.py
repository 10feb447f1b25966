"""Moving a site out of Gloss, and later into it."""

from flask import Flask

from gloss.transfer import commands


def init_app(app: Flask) -> None:
    """Offer ``flask articles export`` and what pages need to know of it."""
    app.config.setdefault("IS_STATIC", False)  # whether pages are made to be saved as files
    app.cli.commands["articles"].add_command(commands.export)  # type: ignore[attr-defined]
