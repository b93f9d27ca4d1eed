"""What is taken out is logged"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "takeouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("preset", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("watermark", sa.String(), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_takeouts_person_id_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_takeouts_department_id_departments"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeouts")),
        sa.UniqueConstraint("token", name=op.f("uq_takeouts_token")),
    )
    op.create_index(op.f("ix_takeouts_person_id"), "takeouts", ["person_id"])
    op.create_index(op.f("ix_takeouts_begun_at"), "takeouts", ["begun_at"])
    op.create_table(
        "taken_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("takeout_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["takeout_id"], ["takeouts.id"], name=op.f("fk_taken_items_takeout_id_takeouts"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_taken_items_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_items")),
    )
    op.create_index(op.f("ix_taken_items_takeout_id"), "taken_items", ["takeout_id"])
    op.create_index(op.f("ix_taken_items_asset_id"), "taken_items", ["asset_id"])


def downgrade() -> None:
    op.drop_table("taken_items")
    op.drop_table("takeouts")
