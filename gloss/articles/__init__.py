"""Markdown files and what becomes of them: front matter, rendering, the library, the search."""

from flask import Flask

from gloss.articles import (
    commands,
    library,
    models,  # noqa: F401 (its tables belong to the database)
)
from gloss.articles.search import searching, unanswered


def init_app(app: Flask) -> None:
    """Attach the library of ``app``'s articles, their search, and the commands for both."""
    with app.app_context():
        app.extensions[library.EXTENSION] = opened = library.opened()
        app.extensions[searching.EXTENSION] = searching.opened(opened)
    app.extensions[unanswered.EXTENSION] = unanswered.Unanswered()
    app.cli.add_command(commands.articles)
