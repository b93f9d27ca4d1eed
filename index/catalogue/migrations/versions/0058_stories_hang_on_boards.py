"""Boards have a layout, and stories hang on them like assets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0058"
down_revision = "0061"
branch_labels = None
depends_on = None

COPY = """INSERT INTO board_items (board_id, asset_id, position, added_at, show_from, show_until, weight, seconds, pin, evergreen)
SELECT board_id, asset_id, position, added_at, show_from, show_until, weight, seconds, pin, evergreen
FROM board_items_before ORDER BY board_id, position"""


def upgrade() -> None:
    op.add_column("boards", sa.Column("layout", sa.String(), nullable=False, server_default="full"))
    _replace([
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
    ], [
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_board_items_story_id_stories"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_items")),
        sa.UniqueConstraint("board_id", "asset_id", name=op.f("uq_board_items_board_id_asset_id")),
        sa.UniqueConstraint("board_id", "story_id", name=op.f("uq_board_items_board_id_story_id")),
        sa.CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name=op.f("ck_board_items_one_item")),
    ])
    op.create_index(op.f("ix_board_items_board_id"), "board_items", ["board_id"])
    op.create_index(op.f("ix_board_items_story_id"), "board_items", ["story_id"])


def downgrade() -> None:
    op.execute("DELETE FROM board_items WHERE asset_id IS NULL")
    for name in ("board_id", "story_id"):
        op.drop_index(op.f(f"ix_board_items_{name}"), "board_items")
    _replace([
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
    ], [sa.PrimaryKeyConstraint("board_id", "asset_id", name=op.f("pk_board_items"))])
    with op.batch_alter_table("boards") as change:
        change.drop_column("layout")


def _replace(names: list[sa.Column[int]], constraints: list[sa.Constraint]) -> None:
    """Make the table anew with these columns in front: SQLite alters no primary key."""
    op.drop_index(op.f("ix_board_items_asset_id"), "board_items")
    op.rename_table("board_items", "board_items_before")
    for name in ("pk_board_items", "fk_board_items_asset_id_assets", "fk_board_items_board_id_boards"):
        if op.get_bind().dialect.name == "postgresql":  # there names of constraints and their indexes outlive the renaming
            op.execute(f"ALTER TABLE board_items_before RENAME CONSTRAINT {name} TO {name}_before")
    op.create_table(
        "board_items", *names,
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.Column("show_from", Utc(), nullable=True),
        sa.Column("show_until", Utc(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("pin", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("evergreen", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_board_items_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_items_board_id_boards"), ondelete="CASCADE"),
        *constraints,
    )
    op.execute(COPY)
    op.drop_table("board_items_before")
    op.create_index(op.f("ix_board_items_asset_id"), "board_items", ["asset_id"])
