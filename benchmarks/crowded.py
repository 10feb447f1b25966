"""Sites with a crowd of comments and somebody who moderates them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy.orm import Session

from benchmarks import crowd, data, postgres, sites
from benchmarks.crowd import Crowd
from benchmarks.figures import NotMeasured
from gloss import clock, database
from gloss.articles import library
from gloss.settings import Settings
from tests.cast import Browser, ModeratorAtWork, a_moderator, registered

SHORT = 2  # paragraphs
DATABASES = ("SQLite", "PostgreSQL")


class Desk:
    """A moderator at work on one site."""

    def __init__(self, settings: Settings, many: Crowd) -> None:
        self.settings = settings
        self.many = many

    @contextmanager
    def open(self) -> Iterator[ModeratorAtWork]:
        """Sign in, in this process, until the end of the block."""
        with sites.application(self.settings) as app:
            app.test_client_class = Browser
            library.current().follow()  # so that no request looks at the disk, as on a server
            yield a_moderator(app, f"Mo {time.monotonic_ns()}")


@contextmanager
def desk(kind: str, folder: Path, comments: int, articles: int) -> Iterator[Desk]:
    """Make a site on a database of this ``kind``, and keep it until the end of the block."""
    if kind == "SQLite":
        yield _filled(_settings(folder, articles), Crowd(comments, articles, clock.now()))
        return
    with postgres.database() as address:
        settings = _settings(folder, articles, address)
        yield _filled(settings, Crowd(comments, articles, clock.now()))


def milliseconds(mo: ModeratorAtWork, query: str) -> float:
    """Return how long a moderator waits for one page of the queue."""
    began = time.perf_counter()
    response = mo.client.get(f"/moderation/?{query}")
    passed = time.perf_counter() - began
    if response.status_code != 200:  # noqa: PLR2004
        raise NotMeasured(f"the queue answered {query!r} by {response.status}")
    return passed * 1000


def _settings(folder: Path, articles: int, database_url: str = "") -> Settings:
    data.write_articles(folder / "content", articles, SHORT)
    (folder / "site.toml").write_text(sites.SITE)
    return Settings.of(
        content_dir=folder / "content",
        instance_dir=folder / "instance",
        site_file=folder / "site.toml",
        database_url=database_url,
        limits=False,
    )


def _filled(settings: Settings, many: Crowd) -> Desk:
    def fill(session: Session) -> None:
        crowd.fill(session, many)

    with sites.application(settings):
        flask_migrate.upgrade()
        registered("Mia", clock.now())
        database.write(fill)
    if settings.database_url.startswith("postgresql"):
        postgres.look_over(settings.database_url)
    return Desk(settings, many)
