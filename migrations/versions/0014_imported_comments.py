"""Which comments came from which other site."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "imported_comment",
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_imported_comment_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_imported_comment")),
    )
    with op.batch_alter_table("imported_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_comment_comment_id"), ["comment_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("imported_comment")
