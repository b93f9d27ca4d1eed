"""Boards have their times, priority and evergreen mark, items their weight, length and place, groups their boards"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0045"
down_revision = "0046"
branch_labels = None
depends_on = None

TERM = ("show_from", "show_until")
HOURS = ("lease_days", "opens", "closes")


def upgrade() -> None:
    for table in ("boards", "board_items"):
        for name in TERM:
            op.add_column(table, sa.Column(name, Utc(), nullable=True))
        op.add_column(table, sa.Column("evergreen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("boards", sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("board_items", sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("board_items", sa.Column("seconds", sa.Integer(), nullable=True))
    op.add_column("board_items", sa.Column("pin", sa.Integer(), nullable=False, server_default="0"))
    for table in ("screens", "screen_groups"):
        op.add_column(table, sa.Column("lease_days", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("opens", sa.Time(), nullable=True))
        op.add_column(table, sa.Column("closes", sa.Time(), nullable=True))
    op.create_table(
        "board_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("until", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_parts_board_id_boards"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_parts")),
    )
    op.create_index(op.f("ix_board_parts_board_id"), "board_parts", ["board_id"])
    op.create_table(
        "group_boards",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["screen_groups.id"], name=op.f("fk_group_boards_group_id_screen_groups"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_group_boards_board_id_boards"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "board_id", name=op.f("pk_group_boards")),
    )


def downgrade() -> None:
    op.drop_table("group_boards")
    op.drop_table("board_parts")
    for table, names in (("screen_groups", HOURS), ("screens", HOURS), ("board_items", (*TERM, "evergreen", "weight", "seconds", "pin")),
                         ("boards", (*TERM, "evergreen", "priority"))):
        with op.batch_alter_table(table) as change:
            for name in names:
                change.drop_column(name)
