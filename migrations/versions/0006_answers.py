"""Answers: what a comment replies to, its place in the thread, and who spoke as the site."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

SHOWN = {"sqlite": "is_shown IS 1", "postgresql": "is_shown IS true"}
INDEXES = {
    "ix_comment_place": (["thread_id", "place"], "{shown}"),
    "ix_comment_newest": (["thread_id", "id"], "{shown} AND parent_id IS NULL"),
    "ix_comment_most_answered": (
        ["thread_id", "answers", "id"],
        "{shown} AND parent_id IS NULL",
    ),
    "ix_comment_parent": (["parent_id"], "parent_id IS NOT NULL"),
}
# Every comment so far opens a conversation: its place is its id, in four bytes.
PLACE = {"sqlite": "four_bytes(id)", "postgresql": "int4send(id)"}


def upgrade() -> None:
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("place", sa.LargeBinary(length=20), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("by_moderator_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_comment_parent_id_comment"), "comment", ["parent_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_comment_by_moderator_id_moderator"),
            "moderator",
            ["by_moderator_id"],
            ["id"],
        )
    _show_what_is_published()
    shown = SHOWN[op.get_bind().dialect.name]
    for name, (columns, which) in INDEXES.items():
        where = sa.text(which.format(shown=shown))
        op.create_index(name, "comment", columns, sqlite_where=where, postgresql_where=where)


def _show_what_is_published() -> None:
    dialect = op.get_bind().dialect.name
    connection = op.get_bind().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("four_bytes", 1, lambda number: number.to_bytes(4, "big"))
    op.execute(
        f"UPDATE comment SET place = {PLACE[dialect]}, is_shown = (state = 'approved') "  # noqa: S608
        "WHERE published_at IS NOT NULL OR state = 'approved'"
    )


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "comment")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_comment_by_moderator_id_moderator"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_comment_parent_id_comment"), type_="foreignkey")
        for column in ("by_moderator_id", "is_shown", "answers", "place", "parent_id"):
            batch_op.drop_column(column)
