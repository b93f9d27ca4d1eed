"""Screens are asked to do things, send pictures of themselves, and are known to stand still"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("told_at", "moved_at"):
        op.add_column("screen_health", sa.Column(name, Utc(), nullable=True))
    op.create_table(
        "screen_commands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_screen_commands_screen_id_screens"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen_commands")),
    )
    op.create_index(op.f("ix_screen_commands_screen_id"), "screen_commands", ["screen_id"])
    op.create_table(
        "screen_pictures",
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", Utc(), nullable=False),
        sa.Column("sent", sa.LargeBinary(), nullable=True),
        sa.Column("sent_item", sa.String(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("taken_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_screen_pictures_screen_id_screens"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("screen_id", name=op.f("pk_screen_pictures")),
    )


def downgrade() -> None:
    op.drop_table("screen_pictures")
    op.drop_table("screen_commands")
    with op.batch_alter_table("screen_health") as health:
        health.drop_column("moved_at")
        health.drop_column("told_at")
