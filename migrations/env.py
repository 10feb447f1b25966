"""How Alembic finds our tables and our database; `flask db …` runs it."""

from alembic import context
from sqlalchemy import Connection

from gloss.comments import words
from gloss.database import Model, db


def run_migrations() -> None:
    with db.engine.connect() as connection:
        _let_tables_be_built_anew(connection)
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,  # SQLite changes a table by building it anew
            compare_type=True,
            user_module_prefix="gloss.database.",
        )
        with context.begin_transaction():
            context.run_migrations()
            words.keep_in_step(connection)
        connection.commit()
        _check_references(connection)


def _let_tables_be_built_anew(connection: Connection) -> None:
    """Switch SQLite's foreign keys off: to drop a table, however briefly, would empty others.

    Source: https://www.sqlite.org/lang_altertable.html, section 7.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        assert not cursor.execute("PRAGMA foreign_key_check").fetchall()  # noqa: S101
        cursor.execute("PRAGMA foreign_keys = ON")


run_migrations()
