"""Searches that found nothing."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "unanswered_search",
        sa.Column("query", sa.String(length=100), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("query", name=op.f("pk_unanswered_search")),
    )
    with op.batch_alter_table("unanswered_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_search_last_at"), ["last_at"], unique=False)


def downgrade() -> None:
    op.drop_table("unanswered_search")
