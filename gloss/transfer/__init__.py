"""Moving a site into Gloss, and out of it."""

from flask import Flask

from gloss.transfer import commands, models
from gloss.transfer.imports.commands import group as imports

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Offer ``flask import`` and ``flask articles export``, and what pages need to know of it."""
    app.config.setdefault("IS_STATIC", False)  # whether pages are made to be saved as files
    app.cli.commands["articles"].add_command(commands.export)  # type: ignore[attr-defined]
    app.cli.add_command(imports)
