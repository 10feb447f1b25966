"""What it costs to render a page anew, when nothing that is kept of it may be shown."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask

from benchmarks import sites
from benchmarks.figures import Figure, NotMeasured, Row, compared
from benchmarks.scale import Scale
from gloss.articles import library
from gloss.settings import Settings

WARM_UPS = 3  # the article's text is rendered once and kept; it is not what is measured


class Page:
    """A page of a site in this process, entered behind the page cache."""

    def __init__(self, app: Flask, path: str) -> None:
        self._app = app
        self._path = path

    def render_seconds(self, renders: int) -> float:
        """Return the seconds of processor time that one rendering takes, in the mean."""
        for _ in range(WARM_UPS):
            self._render()
        before = time.thread_time()
        for _ in range(renders):
            self._render()
        return (time.thread_time() - before) / renders

    def _render(self) -> None:
        with self._app.test_request_context(self._path):
            response = self._app.full_dispatch_request()
        if response.status_code != 200:  # noqa: PLR2004
            raise NotMeasured(f"{self._path} answered {response.status}")


def compared_at(path: str, row: Row, over: Settings, under: Settings, scale: Scale) -> Figure:
    """Compare the processor time of rendering ``path`` anew on two sites."""
    with page(over, path) as above, page(under, path) as below:
        return compared(
            row,
            partial(above.render_seconds, scale.renders),
            partial(below.render_seconds, scale.renders),
            scale.rounds,
        )


@contextmanager
def page(settings: Settings, path: str) -> Iterator[Page]:
    """Open the site of ``settings`` at ``path`` until the end of the block.

    No request looks at the library's files, as none does in a server, where a thread follows them.
    """
    with sites.application(settings) as app:
        library.current().follow()
        yield Page(app, path)
