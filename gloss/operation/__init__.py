"""Running Gloss: the server, the background work, its health and figures, and a demonstration."""

from flask import Flask

from gloss import settings
from gloss.operation import commands, routes
from gloss.operation.backups import commands as backup_commands


def init_app(app: Flask) -> None:
    """Offer ``flask serve``, ``flask work`` and ``flask demo``, and tell how the server is."""
    ours = (commands.serve, commands.work, commands.demo)
    of_backups = (backup_commands.backup, backup_commands.restore, backup_commands.upgrade)
    for command in (*ours, *of_backups):
        app.cli.add_command(command)
    routes.init_app(app)
    if settings.of(app).metrics_port:
        from gloss.operation import metrics  # noqa: PLC0415 (it loads slowly)

        metrics.init_app(app)
