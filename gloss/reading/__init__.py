"""Public pages: home, articles, tags, and pages such as “about”. The same for everybody."""

from flask import Flask

from gloss.reading import routes


def init_app(app: Flask) -> None:
    """Open the site to readers."""
    app.register_blueprint(routes.blueprint)
