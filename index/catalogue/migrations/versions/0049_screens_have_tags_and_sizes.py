"""Screens have tags and a size"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screens", sa.Column("inches", sa.Integer(), nullable=True))
    op.create_table(
        "screen_tags",
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_screen_tags_screen_id_screens"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("screen_id", "tag", name=op.f("pk_screen_tags")),
    )
    op.create_index(op.f("ix_screen_tags_tag"), "screen_tags", ["tag"])


def downgrade() -> None:
    op.drop_table("screen_tags")
    with op.batch_alter_table("screens") as screens:
        screens.drop_column("inches")
