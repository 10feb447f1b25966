"""Markdown files and what becomes of them: front matter, rendering, addresses, the library."""

from flask import Flask

from gloss.articles import (
    commands,
    library,
    models,  # noqa: F401 (its tables belong to the database)
)


def init_app(app: Flask) -> None:
    """Attach the library of ``app``'s articles and the commands that look after them."""
    with app.app_context():
        app.extensions[library.EXTENSION] = library.opened()
    app.cli.add_command(commands.articles)
