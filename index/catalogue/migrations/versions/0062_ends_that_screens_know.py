"""Which end of an emergency a screen knows of: one that is prolonged goes off too soon where nobody has heard of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0062"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("emergency_screens", sa.Column("until", Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("emergency_screens") as screens:
        screens.drop_column("until")
