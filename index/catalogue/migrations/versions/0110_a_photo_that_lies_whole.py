"""A photo on a board may lie whole on a screen, like a poster"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0132"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_items", sa.Column("framing", sa.String(), server_default="auto", nullable=False))


def downgrade() -> None:
    op.drop_column("board_items", "framing")
