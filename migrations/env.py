"""How Alembic finds our tables and our database; `flask db …` runs it."""

from alembic import context

from gloss.database import Model, db


def run_migrations() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,  # SQLite changes a table by building it anew
            compare_type=True,
            user_module_prefix="gloss.database.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
