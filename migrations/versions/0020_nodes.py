"""The servers that work on the database."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "node",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("signs_with", sa.String(length=16), nullable=False),
        sa.Column("has_redis", sa.Boolean(), nullable=False),
        sa.Column("seen_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
    )


def downgrade() -> None:
    op.drop_table("node")
