"""Addresses that articles have and had."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "known_address",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("taken_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", "article_id", name=op.f("pk_known_address")),
    )


def downgrade() -> None:
    op.drop_table("known_address")
