"""The office grades what departments and people do, and names the best of a year"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0105"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("quality", sa.String(), nullable=True),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("graded_at", Utc(), nullable=False),
        sa.Column("graded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(department_id IS NULL) != (person_id IS NULL)", name=op.f("ck_grades_whose")),
        sa.CheckConstraint("quality IS NOT NULL OR reaction IS NOT NULL", name=op.f("ck_grades_something")),
        *_whose("grades"),
        sa.ForeignKeyConstraint(["graded_by"], ["people.id"], name=op.f("fk_grades_graded_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint("period", "department_id", name=op.f("uq_grades_period")),
        sa.UniqueConstraint("period", "person_id", name=op.f("uq_grades_period_person")),
    )
    op.create_table(
        "honour_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("announced_at", Utc(), nullable=True),
        sa.Column("announced_by", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("(announced_at IS NULL) = (figures IS NULL)", name=op.f("ck_honour_years_announced")),
        sa.ForeignKeyConstraint(["announced_by"], ["people.id"], name=op.f("fk_honour_years_announced_by_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_honour_years")),
    )
    op.create_table(
        "honoured",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(department_id IS NULL) != (person_id IS NULL)", name=op.f("ck_honoured_whose")),
        sa.ForeignKeyConstraint(["year"], ["honour_years.year"], name=op.f("fk_honoured_year_honour_years"),
                                ondelete="CASCADE"),
        *_whose("honoured"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honoured")),
        sa.UniqueConstraint("year", "department_id", name=op.f("uq_honoured_year")),
        sa.UniqueConstraint("year", "person_id", name=op.f("uq_honoured_year_person")),
    )
    for table in ("grades", "honoured"):
        for column in ("department_id", "person_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("honoured", "honour_years", "grades"):
        op.drop_table(table)


def _whose(table: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f(f"fk_{table}_department_id_departments"),
                                    ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people"),
                                    ondelete="CASCADE")]
