"""What readers report about comments."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0019"
down_revision = "0018"

COMPLAINTS = ("attack", "harm", "private", "advertising", "off subject", "other")
INDEXES = {
    "ix_report_network": ("report", ["reported_at"], "reporter != ''"),
    "ix_report_words": ("report", ["reported_at"], "words != ''"),
    "ix_comment_reported": ("comment", ["id"], "open_reports > 0"),
}


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column(
            "complaint",
            sa.Enum(*COMPLAINTS, name="complaint", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("reported_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_report_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["decision.id"], name=op.f("fk_report_settled_by_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_reporter", "report", ["comment_id", "reporter"])
    op.add_column(
        "comment", sa.Column("open_reports", sa.Integer(), nullable=False, server_default="0")
    )
    for name, (table, columns, which) in INDEXES.items():
        where = sa.text(which)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_comment_reported", "comment")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("open_reports")
    op.drop_table("report")
