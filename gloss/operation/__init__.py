"""Running Gloss: the server, the background work, its health and figures, and a demonstration."""

from flask import Flask

from gloss import command_line, settings
from gloss.operation import routes

COMMANDS = {
    "serve": "gloss.operation.commands:serve",
    "work": "gloss.operation.commands:work",
    "demo": "gloss.operation.commands:demo",
    "backup": "gloss.operation.backups.commands:backup",
    "restore": "gloss.operation.backups.commands:restore",
    "upgrade": "gloss.operation.backups.commands:upgrade",
    "db": "flask_migrate.cli:db",
}


def init_app(app: Flask) -> None:
    """Offer what runs Gloss and backs it up, and tell how the server is."""
    command_line.offer(app, COMMANDS)
    routes.init_app(app)
    if settings.of(app).metrics_port:
        from gloss.operation import metrics  # noqa: PLC0415 (it loads slowly)

        metrics.init_app(app)
