"""Collections that several edit, and the point that crops of an asset keep"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("collections") as collections:
        collections.add_column(sa.Column("together", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "crop_points",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("chosen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_crop_points_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chosen_by"], ["people.id"], name=op.f("fk_crop_points_chosen_by_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_crop_points")),
    )


def downgrade() -> None:
    op.drop_table("crop_points")
    with op.batch_alter_table("collections") as collections:
        collections.drop_column("together")
