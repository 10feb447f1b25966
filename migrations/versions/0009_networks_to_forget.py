"""Comments whose network is still kept, oldest first."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index(
        "ix_comment_network",
        "comment",
        ["posted_at"],
        sqlite_where=sa.text("network <> ''"),
        postgresql_where=sa.text("network <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_comment_network", table_name="comment")
