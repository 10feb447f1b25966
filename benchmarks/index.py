"""Read a library for the first time: ``python -m benchmarks.index``, with settings as Gloss's."""

from app import create_app
from gloss import clock
from gloss.articles import library

if __name__ == "__main__":
    with create_app().app_context():
        print(len(library.current().published(clock.now())))
