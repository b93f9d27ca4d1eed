"""Screens confirm each file of what was taken down"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

COPY = """INSERT INTO removals (take_down_id, screen_id, asset_id, sha256, removed_at, heard_at)
SELECT take_down_id, screen_id, asset_id, sha256, removed_at, heard_at FROM removals_before"""
GATHER = """INSERT INTO removals (take_down_id, screen_id, asset_id, sha256, removed_at, heard_at)
SELECT take_down_id, screen_id, asset_id, min(sha256), CASE WHEN count(heard_at) = count(*) THEN max(removed_at) END,
CASE WHEN count(heard_at) = count(*) THEN max(heard_at) END
FROM removals_before GROUP BY take_down_id, screen_id, asset_id"""


def upgrade() -> None:
    _replace("take_down_id", "screen_id", "asset_id", "sha256")
    op.execute(COPY)
    op.drop_table("removals_before")


def downgrade() -> None:
    _replace("take_down_id", "screen_id", "asset_id")
    op.execute(GATHER)
    op.drop_table("removals_before")


def _replace(*key: str) -> None:
    """Make the table anew with this key: SQLite alters none."""
    op.drop_index("ix_removals_screen_heard", "removals")
    op.rename_table("removals", "removals_before")
    if op.get_bind().dialect.name == "postgresql":  # there names of constraints and their indexes outlive the renaming
        for name in ("pk_removals", "fk_removals_take_down_id_take_downs", "fk_removals_screen_id_screens",
                     "fk_removals_asset_id_assets"):
            op.execute(f"ALTER TABLE removals_before RENAME CONSTRAINT {name} TO {name}_before")
    op.create_table(
        "removals",
        sa.Column("take_down_id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("removed_at", Utc(), nullable=True),
        sa.Column("heard_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["take_down_id"], ["take_downs.id"], name=op.f("fk_removals_take_down_id_take_downs"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_removals_screen_id_screens"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_removals_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_screen_heard", "removals", ["screen_id", "heard_at"])
