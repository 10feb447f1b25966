"""Public pages: home, articles, tags, and pages such as “about”. The same for everybody."""

import json
from functools import partial

from flask import Flask

from gloss.articles import addresses
from gloss.reading import (
    feed_routes,
    list_routes,
    machine_routes,
    picture_routes,
    proofs,
    routes,
    search_routes,
    share_picture,
    structured_data,
    thread_routes,
    versions,
)
from gloss.reading.edition import Edition
from gloss.reading.page_cache import PageCache

PARTS = (
    routes,
    thread_routes,
    list_routes,
    feed_routes,
    machine_routes,
    picture_routes,
    search_routes,
)


def init_app(app: Flask) -> None:
    """Open the site to readers; finished pages are kept, save where templates are being changed."""
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    app.jinja_env.filters |= {
        "json_ld": structured_data.json_ld,
        "quoted": partial(json.dumps, ensure_ascii=False),
        "slug": addresses.slug,
    }
    app.jinja_env.globals |= {
        "feed_types": feed_routes.TYPES,
        "language_of": versions.language_of,
        "share_picture": share_picture.address,
    }
    if app.debug:
        proofs.init_app(app)
    else:
        app.extensions["gloss.pages"] = cache = PageCache(app, Edition(app))
        app.wsgi_app = cache  # type: ignore[assignment, method-assign] # as Flask documents it
