"""Words of comments, saved views, claims, orders about many comments, moderators' edits."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0017"
down_revision = "0016"

MOMENT = gloss.database.UtcDateTime(timezone=True)
STATE = sa.Enum(
    "pending",
    "approved",
    "rejected",
    "spam",
    "deleted",
    name="state",
    native_enum=False,
    length=10,
)
HAS_NETWORK = sa.text("network != ''")
IS_RUNNING = sa.text("begun_at IS NOT NULL AND ended_at IS NULL")
SQLITE = (
    """CREATE VIRTUAL TABLE comment_words USING fts5(
    author_name, text, content='comment', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
)""",
    "INSERT INTO comment_words (comment_words) VALUES ('rebuild')",
)  # its triggers are made by env.py, after each migration
SQLITE_GONE = (
    "DROP TRIGGER IF EXISTS comment_words_added",
    "DROP TRIGGER IF EXISTS comment_words_gone",
    "DROP TRIGGER IF EXISTS comment_words_changed",
    "DROP TABLE comment_words",
)
POSTGRES = (
    """CREATE TABLE comment_words (
    comment_id INTEGER CONSTRAINT pk_comment_words PRIMARY KEY, words TSVECTOR NOT NULL
)""",
    """INSERT INTO comment_words SELECT id,
    setweight(to_tsvector('simple', author_name), 'A') || to_tsvector('simple', text)
FROM comment""",
    "CREATE INDEX ix_comment_words ON comment_words USING gin (words)",
    """CREATE FUNCTION comment_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO comment_words VALUES (new.id,
        setweight(to_tsvector('simple', new.author_name), 'A') || to_tsvector('simple', new.text))
    ON CONFLICT (comment_id) DO UPDATE SET words = excluded.words;
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
)
POSTGRES_GONE = (
    "DROP TRIGGER IF EXISTS comment_words_kept ON comment",
    "DROP TRIGGER IF EXISTS comment_words_gone ON comment",
    "DROP FUNCTION comment_words_keep",
    "DROP FUNCTION comment_words_drop",
    "DROP TABLE comment_words",
)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderator.id"], name=op.f("fk_saved_view_moderator_id_moderator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_moderator_id", "saved_view", ["moderator_id"])
    op.create_table(
        "claim",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_claim_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderator.id"], name=op.f("fk_claim_moderator_id_moderator")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_claim")),
        sa.UniqueConstraint("moderator_id", name=op.f("uq_claim_moderator_id")),
    )
    op.create_table(
        "bulk_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("to_state", STATE, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("left_alone", sa.Integer(), nullable=False),
        sa.Column("bulk_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderator.id"], name=op.f("fk_bulk_order_moderator_id_moderator")
        ),
        sa.ForeignKeyConstraint(
            ["bulk_id"], ["decision.id"], name=op.f("fk_bulk_order_bulk_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["bulk_order.id"], name=op.f("fk_bulk_order_undoes_id_bulk_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_order")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_bulk_order_undoes_id")),
    )
    op.create_index("ix_bulk_order_moderator_id", "bulk_order", ["moderator_id"])
    op.create_index(
        "ix_bulk_order_running",
        "bulk_order",
        ["id"],
        sqlite_where=IS_RUNNING,
        postgresql_where=IS_RUNNING,
    )
    op.create_table(
        "bulk_item",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("to_state", STATE, nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["bulk_order.id"], name=op.f("fk_bulk_item_order_id_bulk_order")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_bulk_item_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["decision.id"], name=op.f("fk_bulk_item_undoes_id_decision")
        ),
        sa.PrimaryKeyConstraint("order_id", "thread_id", "comment_id", name=op.f("pk_bulk_item")),
    )
    op.create_index(
        "ix_comment_of_network",
        "comment",
        ["network", "id"],
        sqlite_where=HAS_NETWORK,
        postgresql_where=HAS_NETWORK,
    )
    op.create_index("ix_decision_moderator", "decision", ["moderator_id", "id"])
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_moderator_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_comment_revision_by_moderator_id_moderator"),
            "moderator",
            ["by_moderator_id"],
            ["id"],
        )
    _run(SQLITE, POSTGRES)


def downgrade() -> None:
    _run(SQLITE_GONE, POSTGRES_GONE)
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_comment_revision_by_moderator_id_moderator"), type_="foreignkey"
        )
        batch_op.drop_column("by_moderator_id")
    op.drop_index("ix_decision_moderator", "decision")
    op.drop_index("ix_comment_of_network", "comment")
    op.drop_table("bulk_item")
    op.drop_table("bulk_order")
    op.drop_table("claim")
    op.drop_table("saved_view")


def _run(sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgres:
        op.execute(statement)
