"""Training sessions, with who is asked to come and who came"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0083"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("brief", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("sign_up", sa.Boolean(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("called_off_at", Utc(), nullable=True),
        sa.Column("called_off_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_trainings_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_index(op.f("ix_trainings_held_on"), "trainings", ["held_on"])
    op.create_table(
        "training_departments",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name=op.f("fk_training_departments_training_id_trainings"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_training_departments_department_id_departments"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("training_id", "department_id", name=op.f("pk_training_departments")),
    )
    op.create_table(
        "training_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("signed_up_at", Utc(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("noted_at", Utc(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name=op.f("fk_training_people_training_id_trainings"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_people_person_id_people")),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_training_people_noted_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_people")),
        sa.UniqueConstraint("training_id", "person_id", name=op.f("uq_training_people_training_id")),
    )
    for column in ("training_id", "person_id"):
        op.create_index(op.f(f"ix_training_people_{column}"), "training_people", [column])
    op.create_table(
        "training_materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name=op.f("fk_training_materials_training_id_trainings"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_training_materials_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_materials")),
    )
    for column in ("training_id", "asset_id"):
        op.create_index(op.f(f"ix_training_materials_{column}"), "training_materials", [column])


def downgrade() -> None:
    for table in ("training_materials", "training_people", "training_departments", "trainings"):
        op.drop_table(table)
