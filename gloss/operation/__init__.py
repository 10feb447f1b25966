"""Running Gloss: the server, the background work, its health and figures, and a demonstration."""

from flask import Flask

from gloss import settings
from gloss.operation import commands, routes


def init_app(app: Flask) -> None:
    """Offer ``flask serve``, ``flask work`` and ``flask demo``, and tell how the server is."""
    app.cli.add_command(commands.serve)
    app.cli.add_command(commands.work)
    app.cli.add_command(commands.demo)
    app.register_blueprint(routes.blueprint)
    if settings.of(app).metrics_port:
        from gloss.operation import metrics  # noqa: PLC0415 (it loads slowly)

        metrics.init_app(app)
