"""The tables of the search's own SQLite file, and how a text gets into them and out again."""

import sqlite3
from importlib.metadata import version

from gloss.articles import cache_file
from gloss.articles.article import Article, Page
from gloss.articles.cache_file import Layout
from gloss.articles.search import entries, sectioning
from gloss.articles.search.entries import Entry
from gloss.articles.search.words import Language

VERSION = 2  # raise it whenever the same text would be found by other words

SCHEMA = (
    """CREATE VIRTUAL TABLE entry
    USING fts5(title, upper, summary, text, content = '', tokenize = ascii)""",
    """CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, digest, packed)""",
    "CREATE TABLE word (word TEXT PRIMARY KEY, documents) WITHOUT ROWID",
)
ABOVE = "{title upper} : "  # FTS5's filter for what stands above texts

ADD_DOCUMENT = "INSERT INTO document (path, digest, packed) VALUES (?, ?, ?)"
ADD_ENTRY = "INSERT INTO entry (rowid, title, upper, summary, text) VALUES (?, ?, ?, ?, ?)"
DROP_ENTRY = """
    INSERT INTO entry (entry, rowid, title, upper, summary, text)
    VALUES ('delete', ?, ?, ?, ?, ?)"""
COUNT_WORD = """
    INSERT INTO word VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET documents = documents + 1"""
UNCOUNT_WORD = "UPDATE word SET documents = documents - 1 WHERE word = ?"
FORGET_WORD = "DELETE FROM word WHERE word = ? AND documents <= 0"
TIDY = "INSERT INTO entry (entry) VALUES ('optimize')"


def layout(language: Language) -> Layout:
    """Name the tables together with all that decides about the words in them."""
    stemmers = f"{version('snowballstemmer')} {language.stemmer}"
    return cache_file.layout(SCHEMA, f"{VERSION} {sectioning.VERSION} {stemmers}")


def digests(connection: sqlite3.Connection) -> dict[str, str]:
    """Return which version of each file is in the tables, by path."""
    return dict(connection.execute("SELECT path, digest FROM document"))


def add(
    connection: sqlite3.Connection, content: Article | Page, entry: Entry, language: Language
) -> None:
    """Make ``entry``, the text of ``content``, findable."""
    row = (content.path, content.digest, entry.packed())
    number = connection.execute(ADD_DOCUMENT, row).lastrowid
    connection.execute(ADD_ENTRY, (number, *entry.columns(language)))
    connection.executemany(COUNT_WORD, [(word,) for word in entry.spellings()])


def drop(connection: sqlite3.Connection, path: str, language: Language) -> None:
    """Take out exactly what ``add`` put in, if anything: FTS5 keeps no text, and must be told."""
    found = connection.execute("SELECT id, packed FROM document WHERE path = ?", (path,)).fetchall()
    for number, packed in found:
        entry = entries.unpacked(packed)
        words = [(word,) for word in entry.spellings()]
        connection.execute(DROP_ENTRY, (number, *entry.columns(language)))
        connection.executemany(UNCOUNT_WORD, words)
        connection.executemany(FORGET_WORD, words)
        connection.execute("DELETE FROM document WHERE id = ?", (number,))


def tidy(connection: sqlite3.Connection) -> None:
    """Merge the pieces in which texts were added, so that searches read one."""
    with connection:
        connection.execute(TIDY)
