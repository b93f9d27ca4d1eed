"""Flashes of films"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0037"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "film_flashes",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("looked_at", Utc(), nullable=False),
        sa.Column("general", sa.Integer(), nullable=False),
        sa.Column("red", sa.Integer(), nullable=False),
        sa.Column("worst", sa.Double(), nullable=False),
        sa.Column("moments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_film_flashes_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_film_flashes")),
    )
    _look_through()


def downgrade() -> None:
    op.drop_table("film_flashes")


def _look_through() -> None:
    """The films that are here are looked through as well, when nothing else is to do."""
    op.execute(sa.text("""
        INSERT INTO jobs (kind, key, lane, state, priority, payload, attempts, due_at, created_at)
        SELECT 'flashes', CAST(id AS VARCHAR), 'media', 'waiting', -1, '{}', 0, rendered_at, rendered_at
        FROM assets WHERE kind = 'video' AND rendered_at IS NOT NULL"""))
