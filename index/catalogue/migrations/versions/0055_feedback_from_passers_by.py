"""Passers-by like items and write to the office about them; a board says whether its screens show the code for that"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0055"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boards", sa.Column("qr", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "visitor_likes",
        *_item("visitor_likes"),
        sa.Column("visitor", sa.String(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.UniqueConstraint("asset_id", "visitor", name=op.f("uq_visitor_likes_asset_id")),
        sa.UniqueConstraint("story_id", "visitor", name=op.f("uq_visitor_likes_story_id")),
    )
    op.create_table(
        "visitor_notes",
        *_item("visitor_notes"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("handled_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["people.id"], name=op.f("fk_visitor_notes_handled_by_people"),
                                ondelete="SET NULL"),
    )
    for table, column in (("visitor_likes", "board_id"), ("visitor_likes", "at"), ("visitor_notes", "asset_id"),
                          ("visitor_notes", "story_id"), ("visitor_notes", "board_id"), ("visitor_notes", "at")):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index("ix_visitor_notes_state", "visitor_notes", ["state", "at"])


def _item(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name=op.f(f"ck_{table}_item")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f(f"fk_{table}_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f(f"fk_{table}_story_id_stories"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f(f"fk_{table}_board_id_boards"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table("visitor_notes")
    op.drop_table("visitor_likes")
    with op.batch_alter_table("boards") as boards:
        boards.drop_column("qr")
