"""Many descriptions are edited at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edit_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_edit_batches_made_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit_batches")),
    )
    op.create_index(op.f("ix_edit_batches_made_by"), "edit_batches", ["made_by"])
    op.create_table(
        "edit_batch_items",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_edit_batch_items_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["batch_id"], ["edit_batches.id"], name=op.f("fk_edit_batch_items_batch_id_edit_batches"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "asset_id", name=op.f("pk_edit_batch_items")),
    )
    op.create_index(op.f("ix_edit_batch_items_asset_id"), "edit_batch_items", ["asset_id"])


def downgrade() -> None:
    op.drop_table("edit_batch_items")
    op.drop_table("edit_batches")
