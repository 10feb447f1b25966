"""Letters, mailboxes, and what a published comment is to say instead."""

import sqlalchemy as sa
from alembic import op

import gloss.database

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("written_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum("waiting", "sent", "given up", name="fate", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("settled_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_about"), ["about"], unique=False)
        batch_op.create_index("ix_letter_due", ["fate", "due_at"], unique=False)

    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("asked_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("unsubscribed_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failed_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_mailbox_address_hash")),
    )
    op.create_table(
        "digest",
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirm_hash", sa.String(length=64), nullable=True),
        sa.Column("stop_hash", sa.String(length=64), nullable=True),
        sa.Column("sent_at", gloss.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("newest_comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderator.id"], name=op.f("fk_digest_moderator_id_moderator")
        ),
        sa.PrimaryKeyConstraint("moderator_id", name=op.f("pk_digest")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_digest_confirm_hash")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_digest_stop_hash")),
    )
    op.create_table(
        "comment_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_name", sa.String(length=80), nullable=False),
        sa.Column("replaced_text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "spam",
                "deleted",
                name="state",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("proposed_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_revision_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_revision")),
    )
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_revision_comment_id"), ["comment_id"], unique=False
        )
        batch_op.create_index("ix_comment_revision_state", ["state", "id"], unique=False)

    op.create_table(
        "decision_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_decision_link_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderator.id"], name=op.f("fk_decision_link_moderator_id_moderator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_decision_link_token_hash")),
    )
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_link_comment_id"), ["comment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decision_link_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decision_link_moderator_id"), ["moderator_id"], unique=False
        )

    op.create_table(
        "mail_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "confirm", "unsubscribe", "receipt", name="purpose", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", gloss.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_mail_link_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_link_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_link_token_hash")),
    )
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_link_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_link_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_link_mailbox_id"), ["mailbox_id"], unique=False)

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailbox_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("wants_letters", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("erased_at", gloss.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_comment_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_comment_mailbox_id_mailbox"), "mailbox", ["mailbox_id"], ["id"]
        )

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("revision_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_revision_id_comment_revision"),
            "comment_revision",
            ["revision_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_decision_revision_id_comment_revision"), type_="foreignkey"
        )
        batch_op.drop_column("revision_id")
        batch_op.drop_column("told")

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_comment_mailbox_id_mailbox"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_comment_mailbox_id"))
        batch_op.drop_column("erased_at")
        batch_op.drop_column("wants_letters")
        batch_op.drop_column("mailbox_id")

    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_link_mailbox_id"))
        batch_op.drop_index(batch_op.f("ix_mail_link_expires_at"))
        batch_op.drop_index(batch_op.f("ix_mail_link_comment_id"))

    op.drop_table("mail_link")
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_link_moderator_id"))
        batch_op.drop_index(batch_op.f("ix_decision_link_expires_at"))
        batch_op.drop_index(batch_op.f("ix_decision_link_comment_id"))

    op.drop_table("decision_link")
    with op.batch_alter_table("comment_revision", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_revision_state")
        batch_op.drop_index(batch_op.f("ix_comment_revision_comment_id"))

    op.drop_table("comment_revision")
    op.drop_table("digest")
    op.drop_table("mailbox")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_due")
        batch_op.drop_index(batch_op.f("ix_letter_about"))

    op.drop_table("letter")
