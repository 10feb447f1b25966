"""Comments are found by the address that was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

HAS_ADDRESS = sa.text("email IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_comment_email",
        "comment",
        ["email"],
        sqlite_where=HAS_ADDRESS,
        postgresql_where=HAS_ADDRESS,
    )


def downgrade() -> None:
    op.drop_index("ix_comment_email", "comment")
