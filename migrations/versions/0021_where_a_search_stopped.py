"""Where the search for an order about many comments stopped, so that it can go on from there."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    with op.batch_alter_table("bulk_order", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("query", sa.String(length=1000), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("beyond", sa.Integer(), nullable=True))
    with op.batch_alter_table("bulk_order", schema=None) as batch_op:
        batch_op.alter_column("query", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("bulk_order", schema=None) as batch_op:
        batch_op.drop_column("beyond")
        batch_op.drop_column("query")
