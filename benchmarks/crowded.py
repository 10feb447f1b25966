"""Sites with a crowd of comments and somebody who moderates them."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import OK, HTTPConnection
from pathlib import Path

import flask_migrate
from sqlalchemy.orm import Session

from benchmarks import crowd, data, postgres, sites
from benchmarks.crowd import Crowd
from benchmarks.figures import NotMeasured
from gloss import clock, database
from gloss.accounts.cookie import PATH
from gloss.settings import Settings
from tests.cast import a_moderator, registered
from tests.server import Server

SHORT = 2  # paragraphs
SIGN_SECONDS = 1.5  # the background work gives one each second
DATABASES = ("SQLite", "PostgreSQL")


class Desk:
    """A moderator at work on one site."""

    def __init__(self, settings: Settings, many: Crowd) -> None:
        self.settings = settings
        self.many = many

    @contextmanager
    def open(self) -> Iterator["Work"]:
        """Serve the site and sign in, until the end of the block."""
        with sites.application(self.settings) as app:
            mo = a_moderator(app, f"Mo {time.monotonic_ns()}")
            cookie = mo.client.get_cookie(app.config["SESSION_COOKIE_NAME"], path=PATH)
        if cookie is None:
            raise NotMeasured("nobody could sign in")
        with (
            sites.served(self.settings) as server,
            closing(HTTPConnection(self.settings.host, server.settings.port)) as line,
        ):
            yield Work(self.many, server, line, f"{cookie.key}={cookie.value}")


@dataclass
class Work:
    """A moderator's browser, in front of the queue."""

    many: Crowd
    server: Server
    line: HTTPConnection
    cookie: str

    def milliseconds(self, query: str) -> float:
        """Ask for one page, and return how long it took by the clock."""
        began = time.perf_counter()
        self.line.request("GET", f"{PATH}/?{query}", headers={"Cookie": self.cookie})
        answer = self.line.getresponse()
        answer.read()
        passed = time.perf_counter() - began
        if answer.status != OK:
            raise NotMeasured(f"the queue answered {query!r} by {answer.status}")
        return passed * 1000


@contextmanager
def undisturbed(*works: Work) -> Iterator[None]:
    """Let the background work, which has a crowd to assess, rest until the end of the block.

    After a long block it goes on for as long as it needs to show that it is alive; else, after some
    minutes, its keeper would start another.
    """
    began = time.monotonic()
    with ExitStack() as until_the_end:
        for work in works:
            until_the_end.enter_context(sites.guards_off(work.server))
        yield
    if time.monotonic() - began > SIGN_SECONDS:
        time.sleep(SIGN_SECONDS)


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
