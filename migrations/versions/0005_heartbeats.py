"""When background work was last done."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("work", sa.String(length=40), nullable=False),
        sa.Column("done_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("work", name=op.f("pk_heartbeat")),
    )


def downgrade() -> None:
    op.drop_table("heartbeat")
