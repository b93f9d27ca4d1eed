"""Plays are counted by time and by asset from indexes alone; those from before they named their item name its asset"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0045"
branch_labels = None
depends_on = None

NAMED = """UPDATE plays SET item = '-V' || found.asset_id
    FROM (SELECT renditions.sha256 AS sha256, min(assets.id) AS asset_id FROM renditions
          JOIN assets ON assets.sha256 = renditions.original_sha256 GROUP BY renditions.sha256) AS found
    WHERE plays.item = '' AND plays.sha256 = found.sha256"""


def upgrade() -> None:
    op.execute(NAMED)
    op.drop_index("ix_plays_screen_started", "plays")
    op.create_index("ix_plays_started", "plays", ["started_at", "screen_id", "item", "outcome", "duration_ms"])
    op.create_index("ix_plays_asset", "plays", [sa.text("ltrim(ltrim(item, '0123456789'), '-V')"), "outcome", "screen_id",
                                                "started_at", "duration_ms"])


def downgrade() -> None:
    op.drop_index("ix_plays_asset", "plays")
    op.drop_index("ix_plays_started", "plays")
    op.create_index("ix_plays_screen_started", "plays", ["screen_id", "started_at"])
