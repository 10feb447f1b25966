"""Sites with a crowd of comments and somebody who moderates them."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
import psycopg
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
    def open(self) -> Iterator["Work"]:
        """Sign in, in this process, until the end of the block."""
        with sites.application(self.settings) as app, ExitStack() as until_the_end:
            app.test_client_class = Browser
            library.current().follow()  # so that no request looks at the disk, as on a server
            work = Work(a_moderator(app, f"Mo {time.monotonic_ns()}"))
            if _is_postgres(self.settings):
                work.line = until_the_end.enter_context(
                    closing(postgres.line(self.settings.database_url))
                )
            yield work


@dataclass
class Work:
    """A moderator who asks for pages of the queue."""

    mo: ModeratorAtWork
    line: psycopg.Connection | None = None  # to PostgreSQL, to ask what others use there

    def milliseconds(self, query: str) -> float:
        """Return the processor time of one page, with that of PostgreSQL's sessions."""
        theirs = self._database_seconds()
        ours = time.process_time()
        response = self.mo.client.get(f"/moderation/?{query}")
        passed = time.process_time() - ours
        passed += self._database_seconds() - theirs
        if response.status_code != 200:  # noqa: PLR2004
            raise NotMeasured(f"the queue answered {query!r} by {response.status}")
        return passed * 1000

    def _database_seconds(self) -> float:
        return postgres.seconds_used(self.line) if self.line else 0.0


@contextmanager
def desk(kind: str, folder: Path, comments: int, articles: int) -> Iterator[Desk]:
    """Make a site on a database of this ``kind``, and keep it until the end of the block."""
    if kind == "SQLite":
        yield _filled(_settings(folder, articles), Crowd(comments, articles, clock.now()))
        return
    with postgres.database() as address:
        settings = _settings(folder, articles, address)
        yield _filled(settings, Crowd(comments, articles, clock.now()))


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
    if _is_postgres(settings):
        postgres.look_over(settings.database_url)
    return Desk(settings, many)


def _is_postgres(settings: Settings) -> bool:
    return settings.database_url.startswith("postgresql")
