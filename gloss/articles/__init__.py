"""Markdown files and what becomes of them: front matter, rendering, the library, the search."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Attach the library of ``app``'s articles, their search, and the commands for both.

    What it needs is imported here: processes that only read files start in half the time.
    """
    from gloss import command_line  # noqa: PLC0415
    from gloss.articles import (  # noqa: PLC0415
        library,
        models,  # noqa: F401 (its tables belong to the database)
    )
    from gloss.articles.search import searching, unanswered  # noqa: PLC0415

    with app.app_context():
        app.extensions[library.EXTENSION] = opened = library.opened()
        app.extensions[searching.EXTENSION] = searching.opened(opened)
    app.extensions[unanswered.EXTENSION] = unanswered.Unanswered()
    command_line.offer(app, {"articles": "gloss.articles.commands:articles"})
