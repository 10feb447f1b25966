"""Assessments of comments, rules, near duplicates, a threshold, and decisions made at once."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "word",
                "link",
                "name",
                "network",
                "pattern",
                name="kind",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column(
            "action",
            sa.Enum("allow", "spam", "hold", name="action", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["moderator.id"], name=op.f("fk_rule_made_by_id_moderator")
        ),
        sa.ForeignKeyConstraint(
            ["retired_by_id"], ["moderator.id"], name=op.f("fk_rule_retired_by_id_moderator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
    )
    op.create_table(
        "spam_threshold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["moderator.id"],
            name=op.f("fk_spam_threshold_moderator_id_moderator"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spam_threshold")),
    )
    op.create_table(
        "assessment",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("campaign", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_assessment_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_assessment_rule_id_rule")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "near_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_near_key_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("key", "comment_id", name=op.f("pk_near_key")),
    )
    with op.batch_alter_table("near_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_near_key_comment_id"), ["comment_id"], unique=False)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bulk_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_decision_bulk",
            ["bulk_id"],
            unique=False,
            sqlite_where=sa.text("bulk_id IS NOT NULL"),
            postgresql_where=sa.text("bulk_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_bulk_id_decision"), "decision", ["bulk_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_bulk_id_decision"), type_="foreignkey")
        batch_op.drop_index(
            "ix_decision_bulk",
            sqlite_where=sa.text("bulk_id IS NOT NULL"),
            postgresql_where=sa.text("bulk_id IS NOT NULL"),
        )
        batch_op.drop_column("bulk_id")

    with op.batch_alter_table("near_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_near_key_comment_id"))

    op.drop_table("near_key")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_rule_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_campaign"))

    op.drop_table("assessment")
    op.drop_table("spam_threshold")
    op.drop_table("rule")
