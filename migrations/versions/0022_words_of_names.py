"""Words of names by themselves, and indexes in the order in which comments are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

HAS_EMAIL = sa.text("email IS NOT NULL")
IN_ANY_STATE = sa.text("id > 0")
POSTGRES = (
    "ALTER TABLE comment_words ADD COLUMN name_words TSVECTOR",
    """UPDATE comment_words SET
    words = to_tsvector('simple', author_name) || to_tsvector('simple', text),
    name_words = to_tsvector('simple', author_name)
FROM comment WHERE comment.id = comment_words.comment_id""",
    "ALTER TABLE comment_words ALTER COLUMN name_words SET NOT NULL",
    "CREATE INDEX ix_comment_words_name ON comment_words USING gin (name_words)",
    """CREATE OR REPLACE FUNCTION comment_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_name TSVECTOR := to_tsvector('simple', new.author_name);
BEGIN
    INSERT INTO comment_words
    VALUES (new.id, of_name || to_tsvector('simple', new.text), of_name)
    ON CONFLICT (comment_id)
    DO UPDATE SET words = excluded.words, name_words = excluded.name_words;
    RETURN NULL;
END $$""",
    """CREATE FUNCTION comment_words_holding(asked TSQUERY) RETURNS SETOF INTEGER
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off
    AS 'SELECT comment_id FROM comment_words WHERE words @@ asked'""",
    """CREATE FUNCTION comment_words_named(asked TSQUERY) RETURNS SETOF INTEGER
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off
    AS 'SELECT comment_id FROM comment_words WHERE name_words @@ asked'""",
)
POSTGRES_BEFORE = (
    "DROP FUNCTION comment_words_holding",
    "DROP FUNCTION comment_words_named",
    """CREATE OR REPLACE FUNCTION comment_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO comment_words VALUES (new.id,
        setweight(to_tsvector('simple', new.author_name), 'A') || to_tsvector('simple', new.text))
    ON CONFLICT (comment_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$""",
    "DROP INDEX ix_comment_words_name",
    "ALTER TABLE comment_words DROP COLUMN name_words",
    """UPDATE comment_words SET words =
    setweight(to_tsvector('simple', author_name), 'A') || to_tsvector('simple', text)
FROM comment WHERE comment.id = comment_words.comment_id""",
)


def upgrade() -> None:
    op.create_index(
        "ix_comment_of_thread",
        "comment",
        ["thread_id", "id"],
        sqlite_where=IN_ANY_STATE,
        postgresql_where=IN_ANY_STATE,
    )
    _index_addresses("email", "id")
    _run(POSTGRES)


def downgrade() -> None:
    _run(POSTGRES_BEFORE)
    _index_addresses("email")
    op.drop_index("ix_comment_of_thread", "comment")


def _index_addresses(*columns: str) -> None:
    op.drop_index("ix_comment_email", "comment")
    op.create_index(
        "ix_comment_email",
        "comment",
        list(columns),
        sqlite_where=HAS_EMAIL,
        postgresql_where=HAS_EMAIL,
    )


def _run(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)
