"""The version of a comment that was assessed, so that a change of its text is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

FILL = """UPDATE assessment SET version =
    (SELECT comment.version FROM comment WHERE comment.id = assessment.comment_id)"""


def upgrade() -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(FILL)
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.alter_column("version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_column("version")
