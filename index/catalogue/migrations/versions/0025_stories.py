"""Stories, their versions and drafts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = (
    ("news", "新闻", "News"),
    ("feature", "通讯", "Feature"),
    ("coverage", "报道", "Coverage"),
    ("notice", "通知", "Notice"),
    ("information", "信息", "Information"),
    ("update", "动态信息", "Update"),
    ("bulletin", "简报", "Bulletin"),
    ("research", "调研文章", "Research article"),
    ("picture-set", "组图", "Picture set"),
    ("film", "视频", "Film"),
    ("weekly", "工作周报", "Weekly report"),
    ("minutes", "会议纪要", "Minutes"),
    ("rules", "规章制度", "Rules"),
)


def upgrade() -> None:
    kinds = op.create_table(
        "story_kinds",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_story_kinds")),
    )
    op.bulk_insert(kinds, [{"code": code, "name": zh, "name_en": en, "position": place, "active": True}
                           for place, (code, zh, en) in enumerate(KINDS)])
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_stories_changed_by_people")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_stories_department_id_departments")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_stories_event_id_events")),
        sa.ForeignKeyConstraint(["kind"], ["story_kinds.code"], name=op.f("fk_stories_kind_story_kinds")),
        sa.ForeignKeyConstraint(["lead_id"], ["assets.id"], name=op.f("fk_stories_lead_id_assets"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_stories_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_changed_at"), "stories", ["changed_at"])
    op.create_index(op.f("ix_stories_department_id"), "stories", ["department_id"])
    op.create_index(op.f("ix_stories_event_id"), "stories", ["event_id"])
    op.create_index(op.f("ix_stories_lead_id"), "stories", ["lead_id"])
    op.create_index(op.f("ix_stories_owner_id"), "stories", ["owner_id"])
    op.create_table(
        "story_assets",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_story_assets_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_assets_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "asset_id", name=op.f("pk_story_assets")),
    )
    op.create_index(op.f("ix_story_assets_asset_id"), "story_assets", ["asset_id"])
    op.create_table(
        "story_credits",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_story_credits_person_id_people")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_credits_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "position", name=op.f("pk_story_credits")),
    )
    op.create_index(op.f("ix_story_credits_person_id"), "story_credits", ["person_id"])
    op.create_table(
        "story_versions",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_story_versions_saved_by_people")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_versions_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "version", name=op.f("pk_story_versions")),
    )
    op.create_table(
        "story_drafts",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_story_drafts_person_id_people"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_drafts_story_id_stories"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "person_id", name=op.f("pk_story_drafts")),
    )
    op.create_index(op.f("ix_story_drafts_person_id"), "story_drafts", ["person_id"])


def downgrade() -> None:
    op.drop_table("story_drafts")
    op.drop_table("story_versions")
    op.drop_table("story_credits")
    op.drop_table("story_assets")
    op.drop_table("stories")
    op.drop_table("story_kinds")
