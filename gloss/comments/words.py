"""The words of comments, found at once: by FTS5 in SQLite, by tsvector in PostgreSQL.

Triggers keep the index in step with the comments whoever writes them: a post, an edit, an erasure,
a backup that comes back. It holds no text of its own in SQLite, and only words in PostgreSQL, in a
table beside the comments, so that a decision does not write it anew.
"""

import re
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import (
    DDL,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    event,
    func,
    inspect,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session

from gloss.comments.models import Comment

TABLE = "comment_words"
MOST_WORDS = 8
A_FEW = 20  # comments tell which of some words is rarer
NEWEST = 5_000  # comments tell how usual some words are together
GATHERED = 1_000  # comments that an index without order finds as quickly as ``REACH`` are walked
REACH = 30_000  # ids that are walked through in their order, to find what is usual
FEWEST = 5  # of the newest hold words that are usual, at least
LEAST_BEGINNING = 3  # characters before a *: shorter ones begin too many words
WORD = re.compile(r"\w+\*?", re.UNICODE)

SQLITE_TABLE = """CREATE VIRTUAL TABLE comment_words USING fts5(
    author_name, text, content='comment', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2', prefix='3 4 5'
)"""
# A migration that builds the table of comments anew loses them; env.py brings them back.
SQLITE_TRIGGERS = (
    """CREATE TRIGGER IF NOT EXISTS comment_words_added AFTER INSERT ON comment BEGIN
    INSERT INTO comment_words (rowid, author_name, text)
    VALUES (new.id, new.author_name, new.text);
END""",
    """CREATE TRIGGER IF NOT EXISTS comment_words_gone AFTER DELETE ON comment BEGIN
    INSERT INTO comment_words (comment_words, rowid, author_name, text)
    VALUES ('delete', old.id, old.author_name, old.text);
END""",
    """CREATE TRIGGER IF NOT EXISTS comment_words_changed
AFTER UPDATE OF author_name, text ON comment BEGIN
    INSERT INTO comment_words (comment_words, rowid, author_name, text)
    VALUES ('delete', old.id, old.author_name, old.text);
    INSERT INTO comment_words (rowid, author_name, text)
    VALUES (new.id, new.author_name, new.text);
END""",
)
SQLITE_GONE = "DROP TABLE IF EXISTS comment_words"
POSTGRES = (
    """CREATE TABLE comment_words (
    comment_id INTEGER CONSTRAINT pk_comment_words PRIMARY KEY,
    words TSVECTOR NOT NULL,
    name_words TSVECTOR NOT NULL
)""",
    "CREATE INDEX ix_comment_words ON comment_words USING gin (words)",
    "CREATE INDEX ix_comment_words_name ON comment_words USING gin (name_words)",
    """CREATE FUNCTION comment_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_name TSVECTOR := to_tsvector('simple', new.author_name);
BEGIN
    INSERT INTO comment_words
    VALUES (new.id, of_name || to_tsvector('simple', new.text), of_name)
    ON CONFLICT (comment_id)
    DO UPDATE SET words = excluded.words, name_words = excluded.name_words;
    RETURN NULL;
END $$""",
    """CREATE FUNCTION comment_words_drop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM comment_words WHERE comment_id = old.id;
    RETURN NULL;
END $$""",
    """CREATE TRIGGER comment_words_kept AFTER INSERT OR UPDATE OF author_name, text ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_words_keep()""",
    """CREATE TRIGGER comment_words_gone AFTER DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_words_drop()""",
    # The planner knows no rare word, takes it for a usual one, and reads all: here it may not.
    """CREATE FUNCTION comment_words_holding(asked TSQUERY) RETURNS SETOF INTEGER
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off
    AS 'SELECT comment_id FROM comment_words WHERE words @@ asked'""",
    """CREATE FUNCTION comment_words_named(asked TSQUERY) RETURNS SETOF INTEGER
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off
    AS 'SELECT comment_id FROM comment_words WHERE name_words @@ asked'""",
)
POSTGRES_GONE = (
    "DROP TRIGGER IF EXISTS comment_words_kept ON comment",
    "DROP TRIGGER IF EXISTS comment_words_gone ON comment",
    "DROP FUNCTION IF EXISTS comment_words_keep",
    "DROP FUNCTION IF EXISTS comment_words_drop",
    "DROP FUNCTION IF EXISTS comment_words_holding",
    "DROP FUNCTION IF EXISTS comment_words_named",
    "DROP TABLE IF EXISTS comment_words",
)

_beside = MetaData()  # not among the models: a database makes it, and no backup holds it
_fts = Table(TABLE, _beside, Column("rowid", Integer))
_vectors = Table(
    TABLE,
    MetaData(),
    Column("comment_id", Integer),
    Column("words", TSVECTOR),
    Column("name_words", TSVECTOR),
)


@dataclass(frozen=True)
class Holding:
    """How comments that hold some words are found."""

    ids: Select[int]
    reach: int | None = None  # how many ids to look through at a time; none: an index has them all


def typed(said: str) -> list[str]:
    """Return the words to look for in what a moderator typed, at most ``MOST_WORDS``."""
    found = [word for word in WORD.findall(said) if word != "*"]
    return [_beginning(word) for word in found[:MOST_WORDS]]


def holding(session: Session, words: list[str], *, in_name: bool = False) -> Holding:
    """Find comments that hold all of ``words``, one at least, or whose name does.

    A word that ends with * stands for all that begin so.
    """
    if _is_sqlite(session):
        matches = _matches(_rarest_first(session, words), in_name=in_name)
        return Holding(select(_fts.c.rowid.label("id")).where(matches))
    query = _query(words)
    if _is_usual(session, words, in_name=in_name):
        one_by_one = select(_vectors.c.comment_id.label("id"))
        return Holding(one_by_one.where(_is_held(words, in_name=in_name)), REACH)
    finding = func.comment_words_named if in_name else func.comment_words_holding
    found = finding(query).table_valued(Column("id", Integer)).render_derived()
    return Holding(select(found.c.id))


def is_among(session: Session, words: list[str], *, in_name: bool = False) -> ColumnElement[bool]:
    """Return what a comment must meet to be among ``holding``: to be tried on a few comments."""
    if _is_sqlite(session):
        held = select(_fts.c.rowid).where(_matches(words, in_name=in_name))
        return held.where(_fts.c.rowid == Comment.id).exists()
    held = select(_vectors.c.comment_id).where(_is_held(words, in_name=in_name))
    return held.where(_vectors.c.comment_id == Comment.id).exists()


def keep_in_step(connection: Connection) -> None:
    """Make the triggers again that SQLite drops with a table that is built anew."""
    if connection.dialect.name == "sqlite" and inspect(connection).has_table(TABLE):
        for trigger in SQLITE_TRIGGERS:
            connection.execute(text(trigger))


def _beginning(word: str) -> str:
    return word.rstrip("*") if len(word) <= LEAST_BEGINNING else word


def _rarest_first(session: Session, words: list[str]) -> list[str]:
    """Order words by how long ago a comment held each for the ``A_FEW``th last time."""
    if len(words) <= 2:  # noqa: PLR2004 (no order is quicker)
        return words
    newest = select(_fts.c.rowid).order_by(_fts.c.rowid.desc()).offset(A_FEW).limit(1)
    holding_each = [newest.where(_matches([word])).scalar_subquery() for word in words]
    held = dict(zip(words, session.execute(select(*holding_each)).one(), strict=True))
    return sorted(words, key=lambda word: held[word] or 0)


def _matches(words: list[str], *, in_name: bool = False) -> ColumnElement[bool]:
    """Match each word only with what all before it found.

    FTS5 reads the comments of all words that one AND joins. It takes ANDs of ANDs for one: hence
    NOT what nothing matches.
    """
    first, *others = [f'"{word.rstrip("*")}"{"*" if word.endswith("*") else ""}' for word in words]
    query = reduce(lambda found, word: f'(({found}) NOT "") AND {word}', others, first)
    return literal_column(TABLE).op("MATCH")(f"author_name : ({query})" if in_name else query)


def _is_held(words: list[str], *, in_name: bool) -> ColumnElement[bool]:
    """Return whether a row holds the words: what no index serves but that of ids."""
    column = _vectors.c.name_words if in_name else _vectors.c.words
    return func.ts_match_vq(column, _query(words))


def _query(words: list[str]) -> ColumnElement[Any]:
    return func.to_tsquery("simple", " & ".join(map(_postgres, words)))


def _postgres(word: str) -> str:
    return f"'{word.rstrip('*')}'" + (":*" if word.endswith("*") else "")


def _is_usual(session: Session, words: list[str], *, in_name: bool) -> bool:
    """Tell by the newest comments whether more than ``GATHERED`` hold the words."""
    last = session.scalar(select(func.max(_vectors.c.comment_id))) or 1
    enough = max(FEWEST, GATHERED * NEWEST // last)
    some = (
        select(_vectors.c.comment_id)
        .where(_vectors.c.comment_id > last - NEWEST, _is_held(words, in_name=in_name))
        .order_by(_vectors.c.comment_id.desc())
        .limit(enough)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) == enough


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _with_comments(moment: str, statements: tuple[str, ...], dialect: str) -> None:
    for statement in statements:
        ddl = DDL(statement)  # type: ignore[no-untyped-call]
        event.listen(Comment.__table__, moment, ddl.execute_if(dialect=dialect))


_with_comments("after_create", (SQLITE_TABLE, *SQLITE_TRIGGERS), "sqlite")
_with_comments("after_drop", (SQLITE_GONE,), "sqlite")
_with_comments("after_create", POSTGRES, "postgresql")
_with_comments("before_drop", POSTGRES_GONE, "postgresql")
