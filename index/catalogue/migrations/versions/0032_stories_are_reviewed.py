"""Stories go along review routes, and are taken down"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("aims") as aims:
        aims.alter_column("asset_id", existing_type=sa.Integer(), nullable=True)
        aims.add_column(sa.Column("story_id", sa.Integer(), nullable=True))
        aims.create_foreign_key(op.f("fk_aims_story_id_stories"), "stories", ["story_id"], ["id"], ondelete="CASCADE")
        aims.create_unique_constraint(op.f("uq_aims_story_id"), ["story_id", "channel_id"])
        aims.create_check_constraint(op.f("ck_aims_item"), "(asset_id IS NULL) != (story_id IS NULL)")
    op.create_table(
        "take_down_stories",
        sa.Column("take_down_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["take_down_id"], ["take_downs.id"], name=op.f("fk_take_down_stories_take_down_id_take_downs"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_take_down_stories_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("take_down_id", "story_id", name=op.f("pk_take_down_stories")),
    )
    op.create_index(op.f("ix_take_down_stories_story_id"), "take_down_stories", ["story_id"])


def downgrade() -> None:
    op.drop_table("take_down_stories")
    op.execute("DELETE FROM reviews WHERE aim_id IN (SELECT id FROM aims WHERE story_id IS NOT NULL)")
    op.execute("DELETE FROM aim_guests WHERE aim_id IN (SELECT id FROM aims WHERE story_id IS NOT NULL)")
    op.execute("DELETE FROM aims WHERE story_id IS NOT NULL")
    with op.batch_alter_table("aims") as aims:
        aims.drop_constraint(op.f("ck_aims_item"), type_="check")
        aims.drop_constraint(op.f("uq_aims_story_id"), type_="unique")
        aims.drop_constraint(op.f("fk_aims_story_id_stories"), type_="foreignkey")
        aims.drop_column("story_id")
        aims.alter_column("asset_id", existing_type=sa.Integer(), nullable=False)
