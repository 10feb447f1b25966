"""Isso: its SQLite database, which is only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from gloss.comments.models import State
from gloss.transfer.imports.old_site import Losses, OldComment, Thing, Unreadable

STATES = {1: State.APPROVED, 2: State.PENDING}
DELETED = 4
ANONYMOUS = "Anonymous"
COMMENTS = """
    SELECT comments.id, parent, uri, author, email, text, created, mode, likes + dislikes AS votes
    FROM comments JOIN threads ON threads.id = tid ORDER BY comments.id"""


class Isso:
    """One database. It holds no articles; its threads find ours by the paths of their pages."""

    def __init__(self, file: Path) -> None:
        self.name = "isso"
        self.losses = Losses()
        self._file = file

    def things(self) -> Iterator[Thing]:
        """Yield the comments, parents first."""
        try:
            where = f"{self._file.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(where, uri=True)) as connection:
                connection.row_factory = sqlite3.Row
                for row in connection.execute(COMMENTS):
                    yield from self._comment(row)
        except sqlite3.Error as fault:
            raise Unreadable(f"{self._file} is no database of Isso: {fault}.") from None

    def _comment(self, row: sqlite3.Row) -> Iterator[OldComment]:
        if row["mode"] == DELETED:
            self.losses.note("Deleted comments stay where they are.")
            return
        self.losses.note("Votes are not kept.", row["votes"] or 0)
        yield OldComment(
            key=f"{row['uri']}#{row['id']}",
            parent_key=f"{row['uri']}#{row['parent']}" if row["parent"] else "",
            article=row["uri"],
            author_name=row["author"] or ANONYMOUS,
            email=row["email"] or "",
            text=row["text"] or "",
            posted_at=datetime.fromtimestamp(row["created"], UTC),
            state=STATES.get(row["mode"], State.PENDING),
        )
