"""Where an export waits until all of it was read: on disk, so that memory holds a piece of it.

An export that breaks off in its middle therefore changes nothing, and answers come after what they
answer, in whatever order they stood.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from tempfile import NamedTemporaryFile

from gloss.comments.models import State
from gloss.transfer.imports.old_site import OldArticle, OldComment, OldSite

TABLES = """
    CREATE TABLE article (key TEXT PRIMARY KEY, written TEXT);
    CREATE TABLE comment (
        key TEXT PRIMARY KEY, parent TEXT, article TEXT, posted_at TEXT, written TEXT);
    CREATE TABLE ordered (key TEXT PRIMARY KEY, parent TEXT, at TEXT, depth INTEGER);
"""
# An answer is as late as what it answers at least; one whose parent is missing stands by itself.
ORDER = """
    INSERT OR IGNORE INTO ordered
    WITH RECURSIVE found(key, parent, at, depth) AS (
        SELECT one.key, '', one.posted_at, 0 FROM comment AS one LEFT JOIN comment AS above
            ON above.key = one.parent AND above.article = one.article WHERE above.key IS NULL
        UNION ALL
        SELECT one.key, found.key, max(one.posted_at, found.at), found.depth + 1
            FROM found JOIN comment AS above ON above.key = found.key
            JOIN comment AS one ON one.parent = found.key AND one.article = above.article)
    SELECT * FROM found"""
ENDLESS = """
    INSERT INTO ordered SELECT key, '', posted_at, 0 FROM comment
    WHERE key NOT IN (SELECT key FROM ordered)"""
ALONE = """
    SELECT count(*) FROM ordered JOIN comment USING (key)
    WHERE ordered.parent = '' AND comment.parent != ''"""
IN_ORDER = """
    SELECT written, ordered.parent FROM ordered JOIN comment USING (key)
    ORDER BY at, depth, key"""


class Spool:
    """Everything of one export, in an order in which it can be taken in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fill(self, old: OldSite) -> None:
        """Read all of ``old``.

        :raises Unreadable: some of it cannot be read.
        """
        for thing in old.things():
            is_new = self._keep(thing)
            if not is_new:
                old.losses.note("What stood twice in the export is taken once.")
        for statement in ("CREATE INDEX answers ON comment (parent)", ORDER, ENDLESS):
            self._connection.execute(statement)
        (alone,) = self._connection.execute(ALONE).fetchone()
        old.losses.note("An answer to a comment that is not there stands by itself.", alone)

    def articles(self) -> Iterator[OldArticle]:
        """Yield the articles, in the order of the export."""
        for (written,) in self._connection.execute("SELECT written FROM article ORDER BY rowid"):
            yield _article(json.loads(written))

    def comments(self) -> Iterator[OldComment]:
        """Yield the comments by time, each after the one that it answers."""
        for written, parent in self._connection.execute(IN_ORDER):
            yield _comment(json.loads(written) | {"parent_key": parent})

    def _keep(self, thing: OldArticle | OldComment) -> bool:
        if isinstance(thing, OldArticle):
            row: tuple[str, ...] = (thing.key, json.dumps(asdict(thing), default=_written))
            places = "article VALUES (?, ?)"
        else:
            at, written = thing.posted_at.isoformat(), json.dumps(asdict(thing), default=_written)
            row = (thing.key, thing.parent_key, thing.article, at, written)
            places = "comment VALUES (?, ?, ?, ?, ?)"
        return self._connection.execute(f"INSERT OR IGNORE INTO {places}", row).rowcount > 0


@contextmanager
def spooled(old: OldSite) -> Iterator[Spool]:
    """Read all of ``old`` into a file that vanishes at the end.

    :raises Unreadable: some of it cannot be read.
    """
    with NamedTemporaryFile() as file, closing(sqlite3.connect(file.name)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        spool = Spool(connection)
        spool.fill(old)
        yield spool


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(getattr(value, "value", value))


def _article(written: dict[str, object]) -> OldArticle:
    published = written["published"]
    moment = datetime.fromisoformat(str(published)) if published else None
    tags = tuple(map(str, written["tags"])) if isinstance(written["tags"], list) else ()
    return OldArticle(**written | {"published": moment, "tags": tags})  # type: ignore[arg-type]


def _comment(written: dict[str, object]) -> OldComment:
    posted_at, state = datetime.fromisoformat(str(written["posted_at"])), State(written["state"])
    return OldComment(**written | {"posted_at": posted_at, "state": state})  # type: ignore[arg-type]
