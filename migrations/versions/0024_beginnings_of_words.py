"""Beginnings of words as words of their own in SQLite's index, so that none gathers its words."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    _build(", prefix='3 4 5'")


def downgrade() -> None:
    _build("")


def _build(prefix: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE comment_words")
        op.execute(f"""CREATE VIRTUAL TABLE comment_words USING fts5(
    author_name, text, content='comment', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'{prefix}
)""")
        op.execute("INSERT INTO comment_words (comment_words) VALUES ('rebuild')")
