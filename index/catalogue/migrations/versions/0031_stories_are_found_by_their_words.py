"""Stories are found by their words"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stories") as stories:
        stories.add_column(sa.Column("words", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("stories") as stories:
        stories.alter_column("words", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stories") as stories:
        stories.drop_column("words")
