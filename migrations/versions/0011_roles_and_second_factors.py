"""Roles, second factors, recovery codes, the log of accounts; who has one is an admin."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0011"
down_revision = "0010"

ROLE = sa.Enum("admin", "moderator", name="role", native_enum=False, length=10)
STANDING = sa.Enum("active", "suspended", "removed", name="standing", native_enum=False, length=10)
MOMENT = gloss.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    # SQLite cannot build a table anew that rows of others point at: columns are added as they are.
    op.add_column("moderator", sa.Column("role", ROLE, nullable=False, server_default="moderator"))
    op.add_column(
        "moderator", sa.Column("standing", STANDING, nullable=False, server_default="active")
    )
    op.add_column("moderator", sa.Column("second_factor", sa.String(length=32), nullable=True))
    op.add_column("moderator", sa.Column("second_factor_step", sa.Integer(), nullable=True))
    op.execute("UPDATE moderator SET role = 'admin'")
    op.add_column("moderator_session", sa.Column("confirmed_at", MOMENT, nullable=True))
    op.add_column(
        "moderator_session",
        sa.Column("device", sa.String(length=60), nullable=False, server_default=""),
    )
    op.execute("UPDATE moderator_session SET confirmed_at = created_at")
    with op.batch_alter_table("moderator_session", schema=None) as batch_op:
        batch_op.alter_column("confirmed_at", existing_type=MOMENT, nullable=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["moderator.id"],
            name=op.f("fk_recovery_code_moderator_id_moderator"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_moderator_id"), "recovery_code", ["moderator_id"])
    _create_log()


def _create_log() -> None:
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["moderator.id"], name=op.f("fk_account_event_actor_id_moderator")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["moderator.id"], name=op.f("fk_account_event_subject_id_moderator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
    )
    for column in ("happened_at", "deed", "actor_id", "subject_id"):
        op.create_index(op.f(f"ix_account_event_{column}"), "account_event", [column])


def downgrade() -> None:
    op.drop_table("account_event")
    op.drop_table("recovery_code")
    for column in ("device", "confirmed_at"):
        op.execute(f"ALTER TABLE moderator_session DROP COLUMN {column}")
    for column in ("second_factor_step", "second_factor", "standing", "role"):
        op.execute(f"ALTER TABLE moderator DROP COLUMN {column}")
