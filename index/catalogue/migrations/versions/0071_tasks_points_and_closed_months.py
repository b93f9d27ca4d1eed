"""Departments owe items and earn points, in groups, by rules with dates, until a month is closed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0071"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_department_groups_name")),
    )
    op.create_table(
        "department_group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_department_group_members_department_id_departments"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["department_groups.id"],
                                name=op.f("fk_department_group_members_group_id_department_groups"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "department_id", name=op.f("pk_department_group_members")),
    )
    op.create_index(op.f("ix_department_group_members_department_id"), "department_group_members", ["department_id"])
    op.create_table(
        "rule_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("replaced_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rule_sets_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rule_sets_name")),
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("per", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("outlets", sa.JSON(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("from_month", sa.String(), nullable=False),
        sa.Column("until_month", sa.String(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_quotas_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
    )
    op.create_table(
        "quota_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_quota_targets_department_id_departments"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["department_groups.id"],
                                name=op.f("fk_quota_targets_group_id_department_groups"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"],
                                name=op.f("fk_quota_targets_person_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["quota_id"], ["quotas.id"],
                                name=op.f("fk_quota_targets_quota_id_quotas"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_targets")),
    )
    op.create_index(op.f("ix_quota_targets_department_id"), "quota_targets", ["department_id"])
    op.create_index(op.f("ix_quota_targets_group_id"), "quota_targets", ["group_id"])
    op.create_index(op.f("ix_quota_targets_person_id"), "quota_targets", ["person_id"])
    op.create_index(op.f("ix_quota_targets_quota_id"), "quota_targets", ["quota_id"])
    op.create_table(
        "closed_months",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_closed_months_closed_by_people")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_months")),
    )
    op.create_table(
        "points_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("of_month", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_points_corrections_department_id_departments")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_points_corrections_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_corrections")),
    )
    op.create_index(op.f("ix_points_corrections_department_id"), "points_corrections", ["department_id"])
    op.create_index(op.f("ix_points_corrections_month"), "points_corrections", ["month"])


def downgrade() -> None:
    for table in ("points_corrections", "closed_months", "quota_targets", "quotas", "rule_sets", "department_group_members",
                  "department_groups"):
        op.drop_table(table)
