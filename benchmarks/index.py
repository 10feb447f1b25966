"""Begin as a server does: ``python -m benchmarks.index``, with settings as Gloss's."""

import os

from app import create_app
from gloss import clock
from gloss.articles import library

if __name__ == "__main__":
    with create_app().app_context():
        opened = library.opened()
        opened.begin()
        print(len(opened.published(clock.now())), flush=True)
    os._exit(0)  # a server goes on to serve, and puts nothing away first
