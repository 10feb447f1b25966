"""Sites of Gloss to measure: files, a database and settings, ready to be served."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import flask_migrate
from flask import Flask

from app import create_app
from benchmarks import data
from gloss import database
from gloss.articles.search import searching, tables
from gloss.settings import Settings
from tests.operation import processes
from tests.server import Server, eventually, serving

ARTICLE_ID = "tides"
ARTICLE = f"/articles/{ARTICLE_ID}"
PARAGRAPHS = 2  # as short as can be: with 20 comments and the form 29 kB, 6 kB packed
COMMENTS = 20
INDEXING_SECONDS = 1800  # at most, of a large library for the search
SITE = """
title = "Tidewater"
description = "Notes on the shore."
address = "http://localhost"
"""


def prepared(
    folder: Path, comments: int = COMMENTS, articles: int = 0, elsewhere: int = 0
) -> Settings:
    """Make a site whose limits are off, as nobody can measure with limits on.

    :param comments: on the article ``ARTICLE``.
    :param articles: beside it.
    :param elsewhere: comments on another article.
    """
    content = folder / "content"
    data.write_articles(content, articles)
    tides = data.article("The tides", 0, PARAGRAPHS)
    (content / f"{ARTICLE_ID}.md").write_text(tides)
    (folder / "site.toml").write_text(SITE)
    settings = Settings.of(
        content_dir=content,
        instance_dir=folder / "instance",
        site_file=folder / "site.toml",
        limits=False,
    )
    with application(settings):
        flask_migrate.upgrade()
        database.write(lambda session: data.fill(session, ARTICLE_ID, comments))
        database.write(lambda session: data.fill(session, data.slug(0), elsewhere))
    return settings


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """Open a site in this process until the end of the block, with its context pushed."""
    app = create_app(settings)
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


@contextmanager
def served(settings: Settings) -> Iterator[Server]:
    """Serve a site by ``flask serve`` until the end of the block."""
    with serving(settings, settings.instance_dir / "server.log") as server:
        yield server


@contextmanager
def served_once_indexed(settings: Settings) -> Iterator[Server]:
    """Serve a site until the end of the block, which begins when the search knows all of it."""
    with served(settings) as server:
        eventually(lambda: _is_indexed(settings), most_seconds=INDEXING_SECONDS)
        yield server


@contextmanager
def guards_off(server: Server) -> Iterator[None]:
    """Let the background work, which assesses each comment, stand still until the block ends."""
    family = processes.family(server.process.pid)
    works = [process.id for process in family if "work" in process.command.split()]
    for work in works:
        processes.stop_between_writes(work)
    try:
        yield
    finally:
        for work in works:
            os.kill(work, signal.SIGCONT)


def _is_indexed(settings: Settings) -> bool:
    """Tell whether the search knows every file; nothing is made if it knows none yet."""
    file = settings.instance_dir.absolute() / searching.FILE
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as index,
    ):
        return len(tables.digests(index)) == len(list(settings.content_dir.glob("*.md")))
    return False
