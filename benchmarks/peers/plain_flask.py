"""The article page as it is mostly done: Flask, Jinja and SQLAlchemy each time, on gunicorn."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import sites
from benchmarks.peers import gunicorn
from benchmarks.peers.environment import HERE, Peer, programs
from gloss import clock
from gloss.articles import library
from gloss.comments import rendering, thread_pages
from gloss.settings import Settings

APPLICATION = HERE / "plain_flask_app"


@contextmanager
def serving(settings: Settings, folder: Path, *, installs: bool) -> Iterator[Peer]:
    """Serve the article of a site of ours, with its comments, until the end of the block."""
    found = programs("plain_flask", installs=installs)
    folder.mkdir()
    page = folder / "page.json"
    page.write_text(json.dumps(_page(settings)))
    variables = {"PYTHONPATH": str(APPLICATION), "DATABASE": str(folder / "peer.db")}
    fill = [found / "python", APPLICATION / "page.py", page]
    subprocess.run(fill, env=os.environ | variables, check=True)
    with gunicorn.serving(found, "page:app", folder, variables) as peer:
        yield peer


def _page(settings: Settings) -> dict[str, object]:
    """Return what the page shows, rendered by Gloss: that is not what is compared."""
    with sites.application(settings):
        shelf = library.current()
        article = shelf.article(sites.ARTICLE_ID, clock.now())
        assert article is not None  # noqa: S101 (it was just written)
        comments = thread_pages.page(article.article_id).comments
        return {
            "article": {
                "slug": article.slug,
                "title": article.title,
                "body_html": shelf.rendered(article).html,
            },
            "comments": [
                {"author_name": c.author_name, "text_html": rendering.body_html(c.text)}
                for c in comments
            ],
        }
