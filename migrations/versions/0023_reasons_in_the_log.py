"""Decisions that somebody gave a reason for, to search their words."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

WITH_REASONS = sa.text("why != '' OR told != ''")


def upgrade() -> None:
    op.create_index(
        "ix_decision_reasons",
        "decision",
        ["id"],
        sqlite_where=WITH_REASONS,
        postgresql_where=WITH_REASONS,
    )


def downgrade() -> None:
    op.drop_index("ix_decision_reasons", "decision")
