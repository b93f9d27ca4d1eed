"""Plays name the item they were of: its board and asset, as the manifest called it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plays", sa.Column("item", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("plays") as plays:
        plays.drop_column("item")
