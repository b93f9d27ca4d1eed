"""The office sets topics from current affairs, and departments hand in for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0067"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("brief", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_topics_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_table(
        "topic_boards",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_topic_boards_topic_id_topics"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_topic_boards_board_id_boards"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic_id", "board_id", name=op.f("pk_topic_boards")),
    )
    op.create_table(
        "topic_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("handed_at", Utc(), nullable=True),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_topic_tasks_topic_id_topics"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_topic_tasks_department_id_departments")),
        sa.ForeignKeyConstraint(["handed_by"], ["people.id"], name=op.f("fk_topic_tasks_handed_by_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_topic_tasks_decided_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_tasks")),
        sa.UniqueConstraint("topic_id", "department_id", name=op.f("uq_topic_tasks_topic_id")),
    )
    op.create_index(op.f("ix_topic_tasks_department_id"), "topic_tasks", ["department_id"])
    op.create_table(
        "topic_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["topic_tasks.id"], name=op.f("fk_topic_entries_task_id_topic_tasks"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_topic_entries_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_topic_entries_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_entries")),
        sa.UniqueConstraint("task_id", "asset_id", name="uq_topic_entries_task_asset"),
        sa.UniqueConstraint("task_id", "story_id", name="uq_topic_entries_task_story"),
    )
    op.create_index(op.f("ix_topic_entries_asset_id"), "topic_entries", ["asset_id"])
    op.create_index(op.f("ix_topic_entries_story_id"), "topic_entries", ["story_id"])


def downgrade() -> None:
    for table in ("topic_entries", "topic_tasks", "topic_boards", "topics"):
        op.drop_table(table)
