"""What became of threads whose articles are gone."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0010"
down_revision = "0009"

MOMENT = gloss.database.UtcDateTime(timezone=True)
REFERRED = {
    "thread_id": "thread",
    "target_id": "thread",
    "moderator_id": "moderator",
    "undoes_id": "thread_decision",
}


def upgrade() -> None:
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", MOMENT, nullable=True))
    keys = [
        sa.ForeignKeyConstraint(
            [column], [f"{table}.id"], name=op.f(f"fk_thread_decision_{column}_{table}")
        )
        for column, table in REFERRED.items()
    ]
    op.create_table(
        "thread_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("comment_ids", sa.JSON(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_decision")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_thread_decision_undoes_id")),
    )
    op.create_index(op.f("ix_thread_decision_thread_id"), "thread_decision", ["thread_id"])


def downgrade() -> None:
    op.drop_table("thread_decision")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_column("archived_at")
