"""Indexes for comments that Gloss publishes by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

PROVEN = sa.text("mailbox_id IS NOT NULL AND state = 'pending'")
UNATTENDED = sa.text("moderator_id IS NULL AND to_state = 'approved'")


def upgrade() -> None:
    op.create_index(
        "ix_comment_proven", "comment", ["id"], sqlite_where=PROVEN, postgresql_where=PROVEN
    )
    op.create_index(
        "ix_decision_unattended",
        "decision",
        ["id"],
        sqlite_where=UNATTENDED,
        postgresql_where=UNATTENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_decision_unattended", "decision")
    op.drop_index("ix_comment_proven", "comment")
