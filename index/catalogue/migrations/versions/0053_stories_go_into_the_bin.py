"""Stories go into the bin, and leave a tombstone where they are deleted for good"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0053"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "binned_stories",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_at", Utc(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_binned_stories_person_id_people"),
                                ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_binned_stories_proposed_by_people"),
                                ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_binned_stories_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_binned_stories")),
    )
    for column in ("at", "person_id", "proposed_at"):
        op.create_index(op.f(f"ix_binned_stories_{column}"), "binned_stories", [column])
    op.create_table(
        "story_tombstones",
        sa.Column("story_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("binned_at", Utc(), nullable=False),
        sa.Column("binned_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Utc(), nullable=False),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("deleted_at", Utc(), nullable=False),
        sa.Column("deleted_on", sa.Date(), nullable=False),
        sa.Column("confirmer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_story_tombstones_department_id_departments"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story_tombstones")),
    )
    for column in ("department_id", "deleted_at"):
        op.create_index(op.f(f"ix_story_tombstones_{column}"), "story_tombstones", [column])


def downgrade() -> None:
    op.drop_table("story_tombstones")
    op.drop_table("binned_stories")
