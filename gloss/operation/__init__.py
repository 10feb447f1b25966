"""Running Gloss: the server, the background work beside it, and a demonstration."""

from flask import Flask

from gloss.operation import commands


def init_app(app: Flask) -> None:
    """Offer ``flask serve``, ``flask work`` and ``flask demo``."""
    app.cli.add_command(commands.serve)
    app.cli.add_command(commands.work)
    app.cli.add_command(commands.demo)
