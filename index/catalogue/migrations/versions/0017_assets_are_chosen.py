"""Assets are chosen: rated, flagged, marked with a colour"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0017"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_at", Utc(), nullable=True),
        sa.Column("rating_by", sa.Integer(), nullable=True),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("flag_at", Utc(), nullable=True),
        sa.Column("flag_by", sa.Integer(), nullable=True),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("colour_at", Utc(), nullable=True),
        sa.Column("colour_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_choices_asset_id_assets"), ondelete="CASCADE"),
        *(sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(f"fk_choices_{column}_people"), ondelete="SET NULL")
          for column in ("rating_by", "flag_by", "colour_by")),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_choices")),
    )


def downgrade() -> None:
    op.drop_table("choices")
