"""Boards may be refreshed by a rhythm: so many days after the last time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boards", sa.Column("refresh_every_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("boards") as boards:
        boards.drop_column("refresh_every_days")
