"""The recycle bin, and what is left of what was deleted for good"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0035"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "binned",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("proposed_at", Utc(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_binned_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_binned_person_id_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_binned_proposed_by_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_binned")),
    )
    for column in ("at", "person_id", "act", "proposed_at"):
        op.create_index(op.f(f"ix_binned_{column}"), "binned", [column])
    _tombstones()


def _tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("asset_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
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
        sa.Column("blobs", sa.JSON(), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_tombstones_department_id_departments"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_tombstones")),
    )
    for column in ("last_id", "department_id", "deleted_at"):
        op.create_index(op.f(f"ix_tombstones_{column}"), "tombstones", [column])
    op.create_table(
        "tombstone_hashes",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("allowed_at", Utc(), nullable=True),
        sa.Column("allowed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["tombstones.asset_id"], name=op.f("fk_tombstone_hashes_asset_id_tombstones"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "asset_id", name=op.f("pk_tombstone_hashes")),
    )
    op.create_index(op.f("ix_tombstone_hashes_asset_id"), "tombstone_hashes", ["asset_id"])


def downgrade() -> None:
    op.drop_table("tombstone_hashes")
    op.drop_table("tombstones")
    op.drop_table("binned")
