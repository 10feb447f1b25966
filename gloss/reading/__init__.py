"""Public pages: home, articles, tags, and pages such as “about”. The same for everybody."""

from flask import Flask

from gloss.reading import proofs, routes
from gloss.reading.edition import Edition
from gloss.reading.page_cache import PageCache


def init_app(app: Flask) -> None:
    """Open the site to readers; finished pages are kept, save where templates are being changed."""
    app.register_blueprint(routes.blueprint)
    if app.debug:
        proofs.init_app(app)
    else:
        app.extensions["gloss.pages"] = cache = PageCache(app, Edition(app))
        app.wsgi_app = cache  # type: ignore[assignment, method-assign] # as Flask documents it
